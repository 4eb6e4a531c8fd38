// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0

//! The story of story.c, in Rust, with the declarations that it needs by hand.
//!
//!     rustc story.rs -L "$(pkg-config --variable=libdir firstlog-c)" -l firstlog_c

use std::ffi::{c_char, c_void, CStr, CString};
use std::process::{exit, Command};
use std::ptr::{null, null_mut};

const BEGIN: i64 = 1_767_603_600_000_000; // 2026-01-05T09:00:00Z
const WAIT_DEFAULT: i64 = i64::MIN;
const FOUND_ORGANISATION: u16 = 1;
const REGISTER_ACTOR: u16 = 3;
const REGISTER_CONTACT: u16 = 10;
const LOG_INTEREST: u16 = 20;
const LOG_CLOSE: u16 = 25;
const APPROVE: u16 = 27;
const LOG_ACTIVITY: u16 = 40;
const CONNECT: u8 = 1;
const ACCEPTED: u8 = 1;

#[repr(C)]
struct Error {
    struct_size: u32,
    status: i32,
    native_code: i32,
    reserved: u32,
    place: [c_char; 120],
    reason: [c_char; 200],
    remedy: [c_char; 200],
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Text {
    data: *const c_char,
    size: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Reference {
    id: u32,
    reserved: u32,
    key: Text,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Money {
    minor_units: i64,
    currency: [c_char; 4],
    reserved: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct List {
    items: *const c_void,
    count: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct FirstlogCommand {
    struct_size: u32,
    kind: u16,
    touch: u8,
    disposition: u8,
    given: u64,
    actor: Reference,
    contact: Reference,
    rep: Reference,
    amount: Money,
    due: i64,
    occurred_at: i64,
    key: Text,
    reason: Text,
    niche: Text,
    document: Text,
    personal: Text,
    sort_key: [c_char; 8],
    place: [c_char; 16],
    period: [i32; 2],
    roles: u16,
    active: u8,
    inbound: u8,
    confirm: u8,
    with_claim: u8,
    scope: u8,
    reserved: u8,
    talk_seconds: u32,
    deal: u32,
    refers_to: u64,
    other: Reference,
    cover: Reference,
    importer: Reference,
    tax: Money,
    signed_on: i32,
    invoiced_on: i32,
    paid_on: i32,
    from: i32,
    until: i32,
    reserved2: u32,
    document_number: Text,
    team: Text,
    batch: Text,
    row: u64,
    lines: List,
    credits: List,
    match_keys: List,
    balances: List,
    reps: List,
    producer: Text,
    sequence: u64,
    idempotency_text: Text,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Outcome {
    struct_size: u32,
    verdict: u8,
    notices: u8,
    rule: u16,
    rest: [u64; 14],
}

#[repr(C)]
struct EngineOptions {
    struct_size: u32,
    commands_per_commit_max: u32,
    clock: *const c_void,
    random: *const c_void,
    log: *const c_void,
    wait_max_microseconds: i64,
    snapshot_every_events: u64,
    memory_bytes_max: u64,
    manual_clock_microseconds: i64,
}

enum Engine {}
enum Document {}

extern "C" {
    fn firstlog_status_name(status: i32) -> *const c_char;
    fn firstlog_command_name(kind: u16) -> *const c_char;
    fn firstlog_money_parse(text: *const c_char, money: *mut Money, error: *mut Error) -> i32;
    fn firstlog_outcome_describe(outcome: *const Outcome, buffer: *mut c_char, capacity: u64, size: *mut u64) -> i32;
    fn firstlog_engine_create(uri: *const c_char, options: *const EngineOptions, engine: *mut *mut Engine,
                              error: *mut Error) -> i32;
    fn firstlog_engine_destroy(engine: *mut Engine);
    fn firstlog_engine_submit(engine: *mut Engine, organisation: *const c_char, commands: *const FirstlogCommand,
                              count: u64, outcomes: *mut Outcome, wait: i64, error: *mut Error) -> i32;
    fn firstlog_statement_record(engine: *mut Engine, organisation: *const c_char, viewer: *const c_char,
                                 rep: *const c_char, period: *const c_char, document: *mut *mut Document,
                                 error: *mut Error) -> i32;
    fn firstlog_leaderboard_record(engine: *mut Engine, organisation: *const c_char, viewer: *const c_char,
                                   period: *const c_char, document: *mut *mut Document, error: *mut Error) -> i32;
    fn firstlog_document_text(document: *const Document, size: *mut u64) -> *const c_char;
    fn firstlog_document_destroy(document: *mut Document);
}

fn text(of: *const c_char) -> String {
    unsafe { CStr::from_ptr(of) }.to_string_lossy().into_owned()
}

/// Runs a call that fills an error, and ends the program where it fails.
fn must(call: impl FnOnce(*mut Error) -> i32) {
    // All zero is a valid error but for its size.
    let mut error: Error = unsafe { std::mem::zeroed() };
    error.struct_size = std::mem::size_of::<Error>() as u32;
    let status = call(&mut error);
    if status != 0 {
        let name = text(unsafe { firstlog_status_name(status) });
        let (place, reason) = (text(error.place.as_ptr()), text(error.reason.as_ptr()));
        eprintln!("{name} at {place}: {reason}; {}", text(error.remedy.as_ptr()));
        exit(2);
    }
}

/// Texts of a program are literals here: views of them live for ever.
fn view(of: &'static str) -> Text {
    Text { data: of.as_ptr() as *const c_char, size: of.len() as u64 }
}

fn key(of: &'static str) -> Reference {
    Reference { id: 0, reserved: 0, key: view(of) }
}

fn command(kind: u16, actor: &'static str, contact: &'static str) -> FirstlogCommand {
    let mut made: FirstlogCommand = unsafe { std::mem::zeroed() };
    made.struct_size = std::mem::size_of::<FirstlogCommand>() as u32;
    made.kind = kind;
    made.actor = key(actor);
    made.contact = key(contact);
    made
}

fn team(organisation: &'static str, contact: &'static str, rep: &'static str) -> Vec<FirstlogCommand> {
    let mut found = command(FOUND_ORGANISATION, "olga", "");
    found.key = view(organisation);
    found.document = view(r#"{"version":1,"plan":{"currency":"GBP"}}"#);
    let register = |name| FirstlogCommand { key: view(name), roles: 1, ..command(REGISTER_ACTOR, "olga", "") };
    let listed = FirstlogCommand { key: view(contact), rep: key(rep), ..command(REGISTER_CONTACT, "olga", "") };
    vec![found, register("ana"), register("ben"), listed]
}

fn sale() -> Vec<FirstlogCommand> {
    let price = CString::new("1800.00 GBP").unwrap();
    let mut amount: Money = unsafe { std::mem::zeroed() };
    must(|error| unsafe { firstlog_money_parse(price.as_ptr(), &mut amount, error) });
    vec![
        FirstlogCommand { disposition: CONNECT, ..command(LOG_ACTIVITY, "ana", "bakery") },
        command(LOG_INTEREST, "ana", "bakery"),
        command(LOG_INTEREST, "ben", "bakery"),
        FirstlogCommand { amount, ..command(LOG_CLOSE, "ana", "bakery") },
        FirstlogCommand { amount, ..command(APPROVE, "olga", "bakery") },
    ]
}

struct Store(*mut Engine);

impl Store {
    fn open(path: &str) -> Store {
        let uri = CString::new(format!("sqlite:{path}")).unwrap();
        let mut options: EngineOptions = unsafe { std::mem::zeroed() };
        options.struct_size = std::mem::size_of::<EngineOptions>() as u32;
        options.manual_clock_microseconds = BEGIN;
        let mut engine = null_mut();
        must(|error| unsafe { firstlog_engine_create(uri.as_ptr(), &options, &mut engine, error) });
        Store(engine)
    }

    fn submit(&self, organisation: &str, commands: &[FirstlogCommand]) -> Vec<Outcome> {
        let organisation = CString::new(organisation).unwrap();
        let mut empty: Outcome = unsafe { std::mem::zeroed() };
        empty.struct_size = std::mem::size_of::<Outcome>() as u32;
        let mut outcomes = vec![empty; commands.len()];
        must(|error| unsafe {
            firstlog_engine_submit(self.0, organisation.as_ptr(), commands.as_ptr(), commands.len() as u64,
                                   outcomes.as_mut_ptr(), WAIT_DEFAULT, error)
        });
        outcomes
    }

    fn race(&self, rep: &'static str) -> i32 {
        let outcomes = self.submit("race", &[command(LOG_INTEREST, rep, "mill")]);
        if outcomes[0].verdict == ACCEPTED { 0 } else { 1 }
    }

    fn print(&self, ask: impl FnOnce(*mut *mut Document, *mut Error) -> i32) {
        let mut document = null_mut();
        must(|error| ask(&mut document, error));
        println!("{}", text(unsafe { firstlog_document_text(document, null_mut()) }));
        unsafe { firstlog_document_destroy(document) };
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        unsafe { firstlog_engine_destroy(self.0) };
    }
}

fn story() -> i32 {
    let arguments: Vec<String> = std::env::args().collect();
    let store = Store::open(&arguments[1]);
    if arguments.len() > 2 {
        return store.race("ben");
    }

    let mut commands = team("acme", "bakery", "ana");
    commands.extend(sale());
    for (command, outcome) in commands.iter().zip(store.submit("acme", &commands)) {
        let mut line = [0 as c_char; 400];
        unsafe { firstlog_outcome_describe(&outcome, line.as_mut_ptr(), line.len() as u64, null_mut()) };
        println!("{}: {}", text(unsafe { firstlog_command_name(command.kind) }), text(line.as_ptr()));
    }

    store.submit("race", &team("race", "mill", ""));
    let mut other = Command::new(&arguments[0]).args([&arguments[1], "race"]).spawn().unwrap();
    let mine = store.race("ana");
    let theirs = other.wait().unwrap().code().unwrap_or(2);
    println!("race: {}", if mine + theirs == 1 { "one claim, one contest" } else { "NOT EXCLUSIVE" });

    let name = |of| CString::new(of).unwrap();
    let (acme, ana, olga) = (name("acme"), name("ana"), name("olga"));
    store.print(|to, error| unsafe {
        firstlog_statement_record(store.0, acme.as_ptr(), ana.as_ptr(), ana.as_ptr(), null(), to, error)
    });
    store.print(|to, error| unsafe {
        firstlog_leaderboard_record(store.0, acme.as_ptr(), olga.as_ptr(), null(), to, error)
    });
    0
}

fn main() {
    // The engine is closed before the process ends.
    exit(story());
}
