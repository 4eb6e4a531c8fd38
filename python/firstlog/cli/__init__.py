# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The command line: firstlog --help.

Exit codes: 0 done; 1 the answer is no (refused rows, a damaged journal, a plan that the checker refuses);
2 misuse of the command line; 3 an error of a store, a file or a document.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import __version__
from ..errors import Error
from . import journal, planning
from .render import Out

DONE, NO, MISUSE, FAILED = 0, 1, 2, 3


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="firstlog",
        description="Who may call whom, who spoke first, and what that pays.",
        epilog="Exit codes: 0 done, 1 the answer is no, 2 misuse, 3 an error. FIRSTLOG_STORE, FIRSTLOG_ORGANISATION and "
        "FIRSTLOG_ACTOR stand for --store, --organisation and --as.",
    )
    top.add_argument("--version", action="version", version=f"firstlog {__version__}")
    tasks = top.add_subparsers(dest="task", metavar="TASK", required=True)

    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    of_journal = argparse.ArgumentParser(add_help=False, parents=[everywhere])
    of_journal.add_argument("--store", default=os.environ.get("FIRSTLOG_STORE"), help="a file, or a URI such as sqlite:team.db")
    of_journal.add_argument("--organisation", default=os.environ.get("FIRSTLOG_ORGANISATION"), metavar="KEY", help="whose journal")
    of_journal.add_argument("--as", dest="actor", default=os.environ.get("FIRSTLOG_ACTOR"), metavar="ACTOR", help="who asks or acts")

    def add(name: str, run: object, text: str, *parents: argparse.ArgumentParser, under: object = None) -> argparse.ArgumentParser:
        made = (under or tasks).add_parser(name, help=text, description=text, parents=list(parents))  # type: ignore[attr-defined]
        made.set_defaults(run=run)
        return made  # type: ignore[no-any-return]

    found = add("found", journal.found, "Found an organisation in a store, with its policy.", of_journal)
    found.add_argument("--policy", type=Path, required=True, help="a policy document (JSON)")
    found.add_argument("--importer", metavar="KEY", help="also register an actor who may import")
    found.add_argument("--at", metavar="INSTANT", help="the clock, for a history that is replayed: 2017-01-01T00:00:00Z")
    found.add_argument("--period", metavar="MONTH", help="the first month that pays; the present one")

    bring = add("import", journal.bring_in, "Bring a history in from CSV by a mapping (docs/import.md).", of_journal)
    bring.add_argument("--mapping", type=Path, required=True, help="the mapping document (JSON)")
    bring.add_argument("--table", action="append", required=True, metavar="NAME=FILE", help="a table of the mapping; may be repeated")
    bring.add_argument("--batch", required=True, help="names the import, once and for ever")
    bring.add_argument("--dry-run", action="store_true", help="try it; nothing is written")
    bring.add_argument("--replay", action="store_true", help="into a fresh organisation whose clock is the data's own")
    bring.add_argument("--manager", metavar="KEY", help="with --replay: who confirms the clock where it jumps far")
    bring.add_argument("--report", type=Path, metavar="FILE", help="write every finding as CSV")

    assign = add("assign", journal.assign, "Give a contact to a rep, or see what the rules would do.", of_journal)
    assign.add_argument("contact", nargs="?", help="the contact; left out: rebalance all that nothing locks")
    assign.add_argument("--to", metavar="REP")
    assign.add_argument("--reason", help="a code")
    assign.add_argument("--preview", action="store_true", help="say what would happen; nothing is written")

    claim = tasks.add_parser("claim", help="Who logged first.").add_subparsers(dest="part", metavar="PART", required=True)
    explain = add("explain", journal.explain_claim, "Who logged interest first in a contact, with every contender.", of_journal, under=claim)
    explain.add_argument("contact")
    explain.add_argument("--cycle", type=int)
    explain.add_argument("--evidence", type=Path, metavar="FILE", help="also write the verdict as a file that proves itself")

    board = add("leaderboard", journal.leaderboard, "Who stands where.", of_journal)
    board.add_argument("--period", metavar="MONTH", help="2026-01; the one under way")
    board.add_argument("--html", type=Path, metavar="FILE", help="also write it as a page that prints")
    statement = add("statement", journal.statement, "What a rep earned in a month, line by line.", of_journal)
    statement.add_argument("rep")
    statement.add_argument("--period", metavar="MONTH")
    statement.add_argument("--explain", action="store_true", help="why each line pays what it pays")
    statement.add_argument("--html", type=Path, metavar="FILE", help="also write it as a page that prints")
    statement.add_argument("--csv", type=Path, metavar="FILE", help="also write its lines as CSV")
    statement.add_argument("--export", type=Path, metavar="FILE", help="also write it as a file that proves itself")
    statement.add_argument("--seed", type=Path, metavar="FILE", help="with --export: sign it with the seed in this file")
    statement.add_argument("--plot", type=Path, metavar="FILE", help="also draw it as a waterfall (PNG, SVG, PDF)")
    other = add("what-if", journal.what_if, "What would have come of the journal under other rules: who would have owned, who would have been paid.", of_journal)
    rules = other.add_mutually_exclusive_group(required=True)
    rules.add_argument("--change", metavar="JSON", help="the members that differ, or a file of them: '{\"claim_by\": \"any_rep\"}'")
    rules.add_argument("--policy", type=Path, metavar="FILE", help="a whole policy, in force from the founding on")
    other.add_argument("--answers", action="store_true", help="also every command that would have been answered otherwise")
    add("pipeline", journal.pipeline, "How many contacts are in each state.", of_journal)

    plan = tasks.add_parser("plan", help="Commission plans.").add_subparsers(dest="part", metavar="PART", required=True)
    check = add("check", planning.check, "What is broken or unwise in a plan, with counter-examples.", everywhere, under=plan)
    check.add_argument("plan", type=Path, help="a plan, or a policy document (JSON)")
    check.add_argument("--sold", action="append", metavar="INPUT", help="an input that is sold more or less of")
    compare = add("compare", planning.compare, "What plans would have cost over a table of closes.", everywhere, under=plan)
    compare.add_argument("plans", type=Path, nargs="+", help="plans or policies (JSON); the first is compared with")
    compare.add_argument("--closes", type=Path, required=True, help="CSV with a header")
    for column in ("rep", "date", "amount"):
        compare.add_argument(f"--{column}", default=column, metavar="COLUMN", help=f"the column of the {column}")
    compare.add_argument("--minor", action="store_true", help="amounts are whole minor units (cents)")
    compare.add_argument("--by", default="month", choices=["week", "month", "quarter", "year"])
    compare.add_argument("--skip-bad-rows", action="store_true", help="leave out rows that cannot be read, and say which")
    compare.add_argument("--plot", type=Path, metavar="FILE")

    verify = add("verify", journal.verify, "Whether a journal is what was once written.", of_journal)
    verify.add_argument("--receipts", type=Path, metavar="FILE", help="receipts kept elsewhere, one a line")
    verify.add_argument("--checkpoints", type=Path, metavar="FILE", help="checkpoints kept elsewhere, one a line")
    verify.add_argument("--key", metavar="HEX", help="of whoever signed them")
    verify.add_argument("--evidence", type=Path, metavar="FILE", help="check a file of 'claim explain --evidence' instead")
    verify.add_argument("--statement", type=Path, metavar="FILE", help="check a file of 'statement --export' instead; --key: of its signer")
    export = add("export", journal.export, "The whole journal as JSON Lines.", of_journal)
    export.add_argument("--output", type=Path, metavar="FILE", help="left out: standard output")
    feed = add("feed", journal.feed, "Events as they come, from where the consumer stands.", of_journal)
    feed.add_argument("consumer")
    feed.add_argument("--follow", action="store_true", help="wait for more; Ctrl-C ends it")
    add("demo", journal.demo, "A small team's day in memory.", everywhere)
    completion = add("completion", complete, "A completion script for a shell.")
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])
    return top


def complete(options: argparse.Namespace, out: Out) -> int:
    """Prints a completion script."""
    if options.shell == "fish":
        out.write(_fish(parser()))
        return DONE
    words: dict[str, list[str]] = {}

    def collect(path: str, one: argparse.ArgumentParser) -> None:
        words[path] = []
        for action in one._actions:
            words[path] += [option for option in action.option_strings if option.startswith("--")]
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    words[path].append(name)
                    collect(f"{path} {name}", child)
            elif action.choices:
                words[path] += [str(choice) for choice in action.choices]

    collect("firstlog", parser())
    cases = "\n".join(f'    "{path}") words="{" ".join(sorted(set(known)))}" ;;' for path, known in words.items())
    prefix = "autoload -U +X bashcompinit && bashcompinit\n" if options.shell == "zsh" else ""
    out.write(
        f"""{prefix}_firstlog() {{
  local path=firstlog words= word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$path $word" in
    {" | ".join(f'"{path}"' for path in words if path != "firstlog")}) path="$path $word" ;;
    esac
  done
  case "$path" in
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
  [ ${{#COMPREPLY[@]}} -eq 0 ] && COMPREPLY=($(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -F _firstlog firstlog
"""
    )
    return DONE


def _fish(top: argparse.ArgumentParser) -> str:
    """The same for fish, which shows what each word is for."""
    lines = [
        "function __firstlog_at  # whether the tasks given so far are these, and no more",
        "  set -l given",
        "  for word in (commandline -opc)[2..-1]",
        f"    contains -- $word {' '.join(sorted(_tasks(top)))}; and set -a given $word",
        "  end",
        '  test "$given" = "$argv"',
        "end",
    ]

    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def walk(path: tuple[str, ...], one: argparse.ArgumentParser) -> None:
        at = f"complete -c firstlog -n {quoted(' '.join(('__firstlog_at', *path)))}"
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                told = {choice.dest: choice.help or "" for choice in action._choices_actions}
                for name, child in action.choices.items():
                    lines.append(f"{at} -f -a {name} -d {quoted(told.get(name, ''))}")
                    walk((*path, name), child)
                continue
            for option in action.option_strings:
                if option.startswith("--") and action.help is not argparse.SUPPRESS:
                    names_file = action.type is Path or action.dest in ("store", "table")
                    takes = "" if action.nargs == 0 else " -r" + ("" if names_file else f" -f -a {quoted(' '.join(map(str, action.choices)))}" if action.choices else " -f")
                    lines.append(f"{at} -l {option[2:]} -d {quoted((action.help or '').replace('%(default)s', str(action.default)))}{takes}")
            if action.choices and not action.option_strings:
                lines.append(f"{at} -f -a {quoted(' '.join(map(str, action.choices)))}")

    walk((), top)
    return "\n".join(lines) + "\n"


def _tasks(one: argparse.ArgumentParser) -> set[str]:
    names: set[str] = set()
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                names |= {name} | _tasks(child)
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; answers its exit code."""
    options = parser().parse_args(arguments)
    out = Out(getattr(options, "json", False))
    try:
        return int(options.run(options, out))
    except journal.Misuse as misuse:
        out.complain(f"firstlog {options.task}: {misuse}")
        return MISUSE
    except BrokenPipeError:  # whoever read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    except Error as error:
        out.fail(error)
        return FAILED
    except OSError as error:
        out.complain(f"firstlog {options.task}: {error.filename or ''}: {error.strerror or error}")
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
