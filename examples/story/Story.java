// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The story of story.c, in Java by JNA. Commands are written into memory at the places that the header's
 * structures give their members.
 *
 * <pre>java -cp jna.jar:. -Djna.library.path=/usr/lib/x86_64-linux-gnu Story FILE</pre>
 */
public final class Story {
  /** What of the header the story needs. */
  public interface Firstlog extends Library {
    String firstlog_status_name(int status);
    String firstlog_command_name(short kind);
    int firstlog_money_parse(String text, Pointer money, Pointer error);
    int firstlog_outcome_describe(Pointer outcome, byte[] buffer, long capacity, Pointer size);
    int firstlog_engine_create(String uri, Pointer options, PointerByReference engine, Pointer error);
    void firstlog_engine_destroy(Pointer engine);
    int firstlog_engine_submit(Pointer engine, String organisation, Pointer commands, long count,
        Pointer outcomes, long wait, Pointer error);
    int firstlog_statement_record(Pointer engine, String organisation, String viewer, String rep,
        String period, PointerByReference document, Pointer error);
    int firstlog_leaderboard_record(Pointer engine, String organisation, String viewer, String period,
        PointerByReference document, Pointer error);
    String firstlog_document_text(Pointer document, Pointer size);
    void firstlog_document_destroy(Pointer document);
  }

  private static final Firstlog FIRSTLOG = Native.load("firstlog_c", Firstlog.class);
  private static final long BEGIN = 1_767_603_600_000_000L; // 2026-01-05T09:00:00Z
  private static final long WAIT_DEFAULT = Long.MIN_VALUE;

  private static final short FOUND_ORGANISATION = 1;
  private static final short REGISTER_ACTOR = 3;
  private static final short REGISTER_CONTACT = 10;
  private static final short LOG_INTEREST = 20;
  private static final short LOG_CLOSE = 25;
  private static final short APPROVE = 27;
  private static final short LOG_ACTIVITY = 40;
  private static final byte ACCEPTED = 1;

  // Sizes, and where members stand.
  private static final int COMMAND = 544;
  private static final int KIND = 4;
  private static final int DISPOSITION = 7;
  private static final int ACTOR_KEY = 24;
  private static final int CONTACT_KEY = 48;
  private static final int REP_KEY = 72;
  private static final int AMOUNT = 88;
  private static final int KEY = 120;
  private static final int DOCUMENT = 168;
  private static final int ROLES = 232;
  private static final int OUTCOME = 120;
  private static final int VERDICT = 4;
  private static final int ERROR = 536;
  private static final int OPTIONS = 64;
  private static final int OPTIONS_MANUAL_CLOCK = 56;

  /** A call that fills an error. */
  private interface Call {
    int run(Pointer error);
  }

  private static Memory cleared(long size) {
    Memory memory = new Memory(size);
    memory.clear();
    return memory;
  }

  private static void must(Call call) {
    Memory error = cleared(ERROR);
    error.setInt(0, ERROR);
    int status = call.run(error);
    if (status != 0) {
      throw new IllegalStateException(FIRSTLOG.firstlog_status_name(status) + " at " + error.getString(16) + ": "
          + error.getString(136) + "; " + error.getString(336));
    }
  }

  /** Commands one after the other, and the texts that they refer to. */
  private static final class Batch {
    final List<Memory> commands = new ArrayList<>();
    final List<Memory> texts = new ArrayList<>();

    Batch add(short kind, String actor, String contact) {
      Memory command = cleared(COMMAND);
      command.setInt(0, COMMAND);
      command.setShort(KIND, kind);
      commands.add(command);
      return text(ACTOR_KEY, actor).text(CONTACT_KEY, contact);
    }

    Memory last() {
      return commands.get(commands.size() - 1);
    }

    Batch text(int offset, String text) {
      if (text != null) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory copied = new Memory(bytes.length);
        copied.write(0, bytes, 0, bytes.length);
        texts.add(copied);
        last().setPointer(offset, copied);
        last().setLong(offset + 8L, bytes.length);
      }
      return this;
    }

    Batch team(String organisation, String contact, String rep) {
      add(FOUND_ORGANISATION, "olga", null).text(KEY, organisation)
          .text(DOCUMENT, "{\"version\":1,\"plan\":{\"currency\":\"GBP\"}}");
      for (String name : new String[] {"ana", "ben"}) {
        add(REGISTER_ACTOR, "olga", null).text(KEY, name).last().setShort(ROLES, (short) 1);
      }
      return add(REGISTER_CONTACT, "olga", null).text(KEY, contact).text(REP_KEY, rep);
    }

    Batch sale() {
      add(LOG_ACTIVITY, "ana", "bakery").last().setByte(DISPOSITION, (byte) 1);
      add(LOG_INTEREST, "ana", "bakery").add(LOG_INTEREST, "ben", "bakery");
      add(LOG_CLOSE, "ana", "bakery").price();
      return add(APPROVE, "olga", "bakery").price();
    }

    Batch price() {
      must(error -> FIRSTLOG.firstlog_money_parse("1800.00 GBP", last().share(AMOUNT), error));
      return this;
    }

    /** The outcomes, one after the other. */
    Memory submit(Pointer engine, String organisation) {
      Memory all = new Memory((long) COMMAND * commands.size());
      for (int i = 0; i < commands.size(); ++i) {
        all.write((long) COMMAND * i, commands.get(i).getByteArray(0, COMMAND), 0, COMMAND);
      }
      Memory outcomes = cleared((long) OUTCOME * commands.size());
      outcomes.setInt(0, OUTCOME);
      must(error -> FIRSTLOG.firstlog_engine_submit(engine, organisation, all, commands.size(), outcomes,
          WAIT_DEFAULT, error));
      return outcomes;
    }
  }

  private static Pointer open(String path) {
    Memory options = cleared(OPTIONS);
    options.setInt(0, OPTIONS);
    options.setLong(OPTIONS_MANUAL_CLOCK, BEGIN);
    PointerByReference engine = new PointerByReference();
    must(error -> FIRSTLOG.firstlog_engine_create("sqlite:" + path, options, engine, error));
    return engine.getValue();
  }

  private static int race(Pointer engine, String rep) {
    Memory outcomes = new Batch().add(LOG_INTEREST, rep, "mill").submit(engine, "race");
    return outcomes.getByte(VERDICT) == ACCEPTED ? 0 : 1;
  }

  private static void print(PointerByReference document) {
    System.out.println(FIRSTLOG.firstlog_document_text(document.getValue(), null));
    FIRSTLOG.firstlog_document_destroy(document.getValue());
  }

  private static int tell(Pointer engine, String path) throws Exception {
    Batch batch = new Batch().team("acme", "bakery", "ana").sale();
    Memory outcomes = batch.submit(engine, "acme");
    for (int i = 0; i < batch.commands.size(); ++i) {
      byte[] line = new byte[400];
      FIRSTLOG.firstlog_outcome_describe(outcomes.share((long) OUTCOME * i), line, line.length, null);
      String kind = FIRSTLOG.firstlog_command_name(batch.commands.get(i).getShort(KIND));
      System.out.println(kind + ": " + Native.toString(line, "UTF-8"));
    }

    new Batch().team("race", "mill", null).submit(engine, "race");
    String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    Process other = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
        "-Djna.library.path=" + System.getProperty("jna.library.path"), "Story", path, "race").inheritIO().start();
    int mine = race(engine, "ana");
    int theirs = other.waitFor();
    System.out.println("race: " + (mine + theirs == 1 ? "one claim, one contest" : "NOT EXCLUSIVE"));

    PointerByReference document = new PointerByReference();
    must(error -> FIRSTLOG.firstlog_statement_record(engine, "acme", "ana", "ana", null, document, error));
    print(document);
    must(error -> FIRSTLOG.firstlog_leaderboard_record(engine, "acme", "olga", null, document, error));
    print(document);
    return 0;
  }

  public static void main(String[] arguments) throws Exception {
    Pointer engine = open(arguments[0]);
    int status = arguments.length > 1 ? race(engine, "ben") : tell(engine, arguments[0]);
    FIRSTLOG.firstlog_engine_destroy(engine);
    System.exit(status);
  }
}
