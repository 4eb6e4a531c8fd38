# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The engine and its organisations."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from . import _copies, _core
from . import records as r
from ._core import Command, Outcome, Outcomes
from .errors import InvalidArgument
from .feed import Feed
from .tables import Rows

if TYPE_CHECKING:
    from .stores import Head, Session

Record = TypeVar("Record")
Key = str | int
Month = date | str
Wait = float | timedelta


def _one(make: Callable[..., Record], table: _core.Table, *more: object) -> Record:
    return make(*table.row(0), *more)


def _text_of_document(document: str | Mapping[str, object]) -> str:
    return document if isinstance(document, str) else json.dumps(document)


class Engine:
    """Decides the commands of many organisations over one store.

    `store` is "memory:", "sqlite:PATH", a store of the library (sqlite_store, memory_store), or an object of
    yours with open_session() (see firstlog.stores). `clock` is a callable that answers an aware datetime, or a
    ManualClock; `log` a callable of (level, organisation, text); `zones` one that answers the TZif bytes of a zone's
    name (None: the system's zone files). `collators` are firstlog.icu_collators(), or a callable that answers a
    firstlog.Collator for the name that a policy's `collation` gives; `accept_other_collations` opens journals that go by
    another version of one (their names stay sorted as they were until change_contact tells them again). Any number of threads may use one engine; the
    interpreter's lock is given up while it works.

    >>> import firstlog
    >>> with firstlog.open("memory:") as engine:
    ...     acme = engine.organisation("acme")
    ...     bool(acme.found_organisation(actor="olga", key="acme",
    ...                                  document={"version": 1, "plan": {"currency": "GBP"}}))
    True
    """

    def __init__(
        self,
        store: object = "memory:",
        *,
        clock: Callable[[], datetime] | _core.ManualClock | None = None,
        log: Callable[[int, str, str], object] | None = None,
        zones: Callable[[str], bytes] | None = None,
        collators: _core.NativeCollators | Callable[[str], Collator | None] | None = None,
        accept_other_collations: bool = False,
        wait_max: Wait = 10.0,
        snapshot_every_events: int = 1_000_000,
        commands_per_commit_max: int = 4096,
        memory_bytes_max: int = 0,
    ) -> None:
        if isinstance(store, os.PathLike):
            store = f"sqlite:{os.fspath(store)}"
        _copies.before(store)
        self._core = _core.Engine(
            store,
            clock=clock,
            log=log,
            zones=zones,
            collators=collators,
            accept_other_collations=accept_other_collations,
            wait_max=wait_max,
            snapshot_every_events=snapshot_every_events,
            commands_per_commit_max=commands_per_commit_max,
            memory_bytes_max=memory_bytes_max,
        )
        self._store = store
        _copies.after(self, store.name if isinstance(store, _core.NativeStore) else store)

    def organisation(self, key: str) -> Organisation:
        """The organisation of that key; its journal may be empty yet."""
        return Organisation(self._core, key)

    __getitem__ = organisation

    def check_policy(self, document: str | Mapping[str, object]) -> r.PolicyReport:
        """A policy document's faults and gaps, without adopting it.

        >>> import firstlog
        >>> firstlog.open("memory:").check_policy({"version": 1, "plan": {"currency": "XYZ"}}).fault.place
        'policy.plan.currency'
        """
        return _report(self._core.check_policy(_text_of_document(document)))

    @property
    def closed(self) -> bool:
        """Whether close was called."""
        return self._core.closed

    def close(self) -> None:
        """Closes the engine once the calls under way have ended. Closing twice does nothing."""
        self._core.close()
        _copies.closed(self)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<firstlog.Engine {self._store}{', closed' if self.closed else ''}>"


class Collator(Protocol):
    """An order of names, for policies with a `collation`. Used by any number of threads.

    `version` says what the keys depend on: it is written beside every policy that goes by the collation, and a journal
    is opened only with the same one. `letters` are the language's digits and letters, as capitals.
    """

    version: str
    letters: Sequence[str]

    def key(self, name: str) -> bytes:
        """Bytes that compare as the names do, case, spaces and punctuation passed over; the first eight count, none of
        them zero. Empty for a name without letters and digits."""


def open(store: object = "memory:", **options: Any) -> Engine:  # noqa: A001 - as in the C++ library
    """Opens an engine: Engine(store, **options)."""
    return Engine(store, **options)


class Organisation(_core.Organisation):
    """One organisation of an engine. Every command is a method with keyword arguments and answers an Outcome.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme:
    ...     print(acme.log_interest(actor="ben", contact="bakery"))
    contested: the earliest entry by the system's timestamp owns the credit
    """

    @overload
    def submit(self, commands: Command, *, wait_max: Wait | None = None) -> Outcome: ...
    @overload
    def submit(self, commands: Iterable[Command], *, wait_max: Wait | None = None) -> Outcomes: ...
    def submit(
        self, commands: Command | Iterable[Command], *, wait_max: Wait | None = None
    ) -> Outcome | Outcomes:
        """Decides commands in order and makes what was decided durable; one outcome for each.

        Any iterable will do: it is consumed in commits of 4,096 commands, each of which stands or falls whole.

        >>> import firstlog
        >>> from firstlog import commands
        >>> with firstlog.examples.team() as acme:
        ...     acme.submit(commands.register_contact(actor="olga", key=f"shop-{i}") for i in range(3))
        <Outcomes of 3 commands, 3 accepted>
        """
        if isinstance(commands, Command):
            return self._submit([commands], wait_max)[0]
        return self._submit(commands, wait_max)

    def join(self, session: _core.HostConnection | Session) -> HostTransaction:
        """Commands inside a transaction of your own; see HostTransaction.

        `session` is a firstlog.stores.HostConnection, or an object with the methods of firstlog.stores.Session that stands
        inside your transaction: its `acquire` answers the head that the transaction sees, its `append` writes in it.
        """
        return HostTransaction(self, session)

    def preview(self, commands: Command | Iterable[Command]) -> r.Preview:
        """What commands would do now, and the events that they would leave; nothing is written."""
        outcomes, events = self._preview([commands] if isinstance(commands, Command) else commands)
        return r.Preview(outcomes, Rows(events, r.Event))

    def submit_rows(self, command: str, rows: object, **same: object) -> Outcomes:
        """One command for each row of a table: its columns are the command's parameters.

        `rows` is whatever firstlog.columns reads (pandas, polars, pyarrow, DuckDB, a dict of columns); `same` are
        parameters that all rows share. A column that the command does not know is refused. Rows are given 4,096 at a time: where
        one cannot be read, ColumnError says which, and from which row on nothing was given.

        >>> import firstlog
        >>> with firstlog.examples.team() as acme:
        ...     acme.submit_rows("register_contact", {"key": ["a", "b"], "niche": ["food", None]}, actor="olga")
        <Outcomes of 2 commands, 2 accepted>
        """
        from .columns import command_rows

        return self._submit(command_rows(command, rows, same), None)

    def contact(self, contact: Key) -> r.ContactRecord:
        """What a contact's page shows. Raises NotFound."""
        return _one(r.ContactRecord, self._contact(contact))

    def history(self, contact: Key) -> Rows[r.Event]:
        """Every event of one contact, in order of position. Raises NotFound."""
        return Rows(self._history(contact), r.Event)

    def deals(self, contact: Key) -> Rows[r.DealRecord]:
        """Every deal of one contact, in the order in which they began. Raises NotFound."""
        return Rows(self._deals(contact), r.DealRecord)

    def explain_claim(self, contact: Key, cycle: int | None = None) -> r.ClaimExplanation:
        """Who logged first, with every contender. `cycle`: from 1; None: the present one."""
        parts = self._explain_claim(contact, cycle)
        return _one(
            r.ClaimExplanation, parts["claim"], Rows(parts["contenders"], r.Contender), Rows(parts["changes"], r.ClaimChange)
        )

    def split_ownership(self, viewer: Key) -> Rows[r.SplitOwnership]:
        """Contacts whose claim and assignee differ: one calls, the other earns."""
        return Rows(self._split_ownership(viewer), r.SplitOwnership)

    def duplicates(self, contact: Key) -> r.Duplicates:
        """A contact's suspected duplicates, and why they are."""
        parts = self._duplicates(contact)
        return _one(r.Duplicates, parts["cluster"], Rows(parts["others"], r.SuspectedDuplicate))

    def suppression(self, contact: Key) -> Rows[r.ActingSuppression]:
        """Every suppression that acts on the contact."""
        return Rows(self._suppression(contact), r.ActingSuppression)

    def actor(self, actor: Key, day: date | str | None = None) -> r.ActorRecord:
        """Roles, team, lead and absence of an actor on a day; None: today."""
        return _one(r.ActorRecord, self._actor(actor, day))

    def explain_assignment(self, contact: Key) -> r.AssignmentReasons:
        """Why the rules would give a contact to this rep now and not to that one."""
        parts = self._explain_assignment(contact)
        return _one(
            r.AssignmentReasons, parts["reasons"], Rows(parts["rules"], r.RuleReason), Rows(parts["reps"], r.RepReason)
        )

    def imports(self) -> Rows[r.ImportRecord]:
        """Every import, in the order in which they were begun."""
        return Rows(self._imports(), r.ImportRecord)

    def pipeline(self) -> Rows[r.StateCount]:
        """How many contacts are in each state, in the pipeline's order."""
        return Rows(self._pipeline(), r.StateCount)

    def head(self) -> r.Head:
        """Where the journal ends, as this engine knows it."""
        return _one(r.Head, self._head())

    def leaderboard(
        self, viewer: Key, period: Month | None = None, *, place: int = 1, count_max: int | None = None
    ) -> r.Leaderboard:
        """Who stands where. `viewer` decides what is shown; `period` None: the one under way.

        A page of it: at most `count_max` rows from `place` (from 1) on.
        """
        parts = self._leaderboard(viewer, period, place, count_max)
        return _one(r.Leaderboard, parts["leaderboard"], Rows(parts["rows"], r.LeaderboardRow), parts["document"])

    def rank(self, rep: Key, period: Month | None = None) -> int | None:
        """The rep's rank on the leaderboard; None where he is not on it."""
        return self._rank(rep, period)

    def quota(self, viewer: Key, rep: Key, period: Month | None = None) -> r.QuotaStanding:
        """What the rep owes in the period, why, and where he stands against it. A rep may see his own only."""
        return _standing(self._quota(viewer, rep, period))

    def quota_reviews(self, viewer: Key) -> Rows[r.QuotaReview]:
        """Reviews that months running under quota have raised, the oldest first. A rep sees his own."""
        return Rows(self._quota_reviews(viewer), r.QuotaReview)

    def statement(self, viewer: Key, rep: Key, period: Month | None = None) -> r.Statement:
        """What a rep earned in a period. A rep may see his own only.

        >>> import firstlog
        >>> with firstlog.examples.team() as acme:
        ...     print(acme.statement("ana", "ana").commission)
        270.00 GBP
        """
        parts = self._statement(viewer, rep, period)


        def explain(line: r.StatementLine) -> r.PayExplanation:
            return self._explain_line(viewer, line)

        return _one(
            r.Statement,
            parts["statement"],
            Rows(parts["lines"], r.StatementLine, explain),
            Rows(parts["deals"], r.StatementDeal),
            Rows(parts["pending"], r.PendingClose),
            Rows(parts["openings"], r.OpeningBalance),
            Rows(parts["plans"], r.StatementPlan),
            Rows(parts["disputes"], r.Dispute),
            _standing(parts),
            parts["document"],
        )

    def explain_pay(
        self,
        viewer: Key,
        rep: Key,
        deal: int | None = None,
        *,
        plan: str | None = None,
        component: str | None = None,
        from_: date | str | None = None,
    ) -> r.PayExplanation:
        """What the rep is paid for a deal in all, by which plans and why; or for a component's span.

        A span is named by `plan`, `component` and its first day `from_`, as a statement's line of a component names it.
        A rep may ask of his own only. Raises NotFound.

        >>> import firstlog
        >>> with firstlog.examples.team() as acme:
        ...     print(acme.explain_pay("ana", "ana", 1).total)
        270.00 GBP
        """
        if deal is not None and plan is component is from_ is None:
            return _explanation(self._explain_pay(viewer, rep, deal))
        if deal is not None or plan is None or component is None or from_ is None:
            raise InvalidArgument("deal", "which pay is not clear", "give either deal, or plan, component and from_")
        return _explanation(self._explain_span(viewer, rep, plan, component, from_))

    def _explain_line(self, viewer: Key, line: r.StatementLine) -> r.PayExplanation:
        if line.component is not None:
            return self.explain_pay(viewer, line.rep, plan=line.plan, component=line.component, from_=line.from_)
        if line.deal is None:
            raise InvalidArgument("line", f"is an {line.kind}, which no plan pays", "ask of a line of a deal or a component")
        return self.explain_pay(viewer, line.rep, line.deal)

    def pay_exceptions(self, viewer: Key) -> Rows[r.PayException]:
        """Verified closes and spans that plans could not pay. A rep sees his own."""
        return Rows(self._pay_exceptions(viewer), r.PayException)

    def disputes(self, viewer: Key) -> Rows[r.Dispute]:
        """Every dispute as it stands. A rep sees those about his own lines."""
        return Rows(self._disputes(viewer), r.Dispute)

    def period_close(self, viewer: Key, period: Month | None = None) -> r.PeriodClose:
        """What is pending, held, disputed or without a plan about a period; None: the oldest open one. For the manager's view."""
        parts = self._period_close(viewer, period)
        return _one(r.PeriodClose, parts["close"], Rows(parts["pending"], r.PendingClose), Rows(parts["disputes"], r.Dispute), Rows(parts["exceptions"], r.PayException))

    def payroll(self, viewer: Key, period: Month) -> r.PayrollRegister:
        """What the pay run of a period pays. For the manager's view."""
        parts = self._payroll(viewer, period)
        return _one(
            r.PayrollRegister,
            parts["payroll"],
            Rows(parts["rows"], r.PayrollRow),
            Rows(parts["disputes"], r.Dispute),
            parts["document"],
        )

    def liability(self, viewer: Key, at: datetime | str | None = None) -> r.Liability:
        """What was owed at an instant (None: now), by what had been entered by then. For the manager's view."""
        parts = self._liability(viewer, at)
        return _one(r.Liability, parts["liability"], Rows(parts["rows"], r.LiabilityRow), parts["document"])

    def export_statement(self, viewer: Key, rep: Key, period: Month | None = None, *, seed: bytes | None = None) -> str:
        """A statement as a file that proves itself (docs/statement-file.md); firstlog.verify_statement checks it.

        `seed`: 32 bytes of yours, with which it is signed (Ed25519), and the journal's head in it.
        """
        return _core._export_statement(self, viewer, rep, period, seed)

    def pending(self, viewer: Key) -> Rows[r.PendingClose]:
        """Closes that wait for a decision. A rep sees those that an approval would pay him."""
        return Rows(self._pending(viewer), r.PendingClose)

    def departure(self, viewer: Key, rep: Key) -> r.Departure:
        """What a rep leaves or, where he has left, left. For viewers with the manager's view."""
        parts = self._departure(viewer, rep)
        return _one(
            r.Departure, parts["departure"], Rows(parts["contacts"], r.OwnedContact), Rows(parts["pending"], r.PendingClose)
        )

    def adopt_policy_reported(
        self,
        *,
        actor: Key,
        document: str | Mapping[str, object],
        due: datetime | str | None = None,
        confirm: bool = False,
    ) -> r.Adoption:
        """As adopt_policy, with what check_policy would say of the document beside the outcome."""
        outcome, report = self._adopt_policy(actor, _text_of_document(document), due, confirm)
        return r.Adoption(outcome, _report(report))

    def waiting_policies(self, viewer: Key) -> Rows[r.WaitingPolicy]:
        """Policies that were adopted for an instant to come, the next one first."""
        return Rows(self._waiting_policies(viewer), r.WaitingPolicy)

    def preview_policy(
        self, viewer: Key, document: str | Mapping[str, object], effective: datetime | str
    ) -> r.Restatement:
        """What the document's plan would have paid from `effective` on, beside what was paid."""
        parts = self._preview_policy(viewer, _text_of_document(document), effective)
        return _one(
            r.Restatement,
            parts["restatement"],
            Rows(parts["periods"], r.RestatedPeriod),
            Rows(parts["lines"], r.RestatedLine),
        )

    def what_if(
        self,
        viewer: Key,
        change: str | Mapping[str, object] | None = None,
        *,
        policy: str | Mapping[str, object] | None = None,
        answers_max: int = 1_000_000,
    ) -> r.WhatIf:
        """What would have come of this journal under other rules: who would have owned, who would have been paid.

        `change`: the members that differ, applied to every policy that the journal adopted; objects are changed member
        by member, named items of a list (states, rules, plans) one by one, None puts a default back. Or `policy`: a
        whole document, in force from the founding on.

        Held fixed is what people did: every recorded command, by whom and when, refused and contested ones included.
        Decided again is what came of it. What people would have done otherwise, nobody can tell. For the manager's view;
        nothing is written. Takes as long as replaying the journal, and as much memory as it.

        >>> import firstlog
        >>> with firstlog.examples.team() as acme:
        ...     tried = acme.what_if("olga", {"plan": {"tiers": [{"from": "0", "rate": "10%"}]}})
        ...     print(tried)
        ...     tried.organisation.statement("ana", "ana").commission
        180.00 GBP instead of 270.00 GBP (-90.00); 0 contacts would have another owner, 0 of 10 commands another answer
        Money('180.00 GBP')
        """
        parts = self._what_if(
            viewer,
            None if policy is None else _text_of_document(policy),
            None if change is None else _text_of_document(change),
            answers_max,
        )
        return _one(
            r.WhatIf,
            parts["what_if"],
            Rows(parts["contacts"], r.WhatIfContact),
            Rows(parts["pay"], r.WhatIfPay),
            Rows(parts["periods"], r.WhatIfPeriod),
            Rows(parts["answers"], r.WhatIfAnswer),
            Organisation(parts["engine"], self.key),
        )

    def personal(self, actor: Key, digest: bytes) -> bytes:
        """The personal bytes behind a commitment. Raises NotFound where they were erased."""
        return self._personal(actor, digest)

    def personal_digests(self, contact: Key) -> list[tuple[int, bytes]]:
        """(position, digest) of every event of the contact that has personal data behind it."""
        return self._personal_digests(contact)

    def erase_personal(self, actor: Key, digest: bytes) -> None:
        """Erases them for good; history, money and proofs stand. For managers and admins."""
        self._erase_personal(actor, digest)

    def feed(self, consumer: str, *, batch: int = 1000, wait: Wait = 0) -> Feed:
        """The change feed, resumed where `consumer` last acknowledged; see Feed."""
        return Feed(self, consumer, batch=batch, wait=wait)

    def verify(
        self,
        *,
        receipts: Iterable[str] = (),
        checkpoints: Iterable[str] = (),
        checkpoint_key: bytes | None = None,
    ) -> r.Verification:
        """Reads the whole journal and checks every hash, link, position and time, and the evidence kept elsewhere.

        >>> import firstlog
        >>> with firstlog.examples.team() as acme:
        ...     acme.verify().ok
        True
        """
        return _one(r.Verification, _core._verify(self, list(receipts), list(checkpoints), checkpoint_key))

    def checkpoint(self, seed: bytes) -> str:
        """Signs the journal's present head (Ed25519, a 32-byte seed of yours): one line, to be kept elsewhere."""
        return _core._checkpoint(self, seed)

    def evidence(
        self,
        contact: Key,
        *,
        receipts: Iterable[str] = (),
        checkpoints: Iterable[str] = (),
        checkpoint_key: bytes | None = None,
        cycle: int | None = None,
    ) -> str:
        """The verdict on a contact's claim as a file that proves itself; firstlog.verify_evidence checks it."""
        return _core._evidence(self, contact, list(receipts), list(checkpoints), checkpoint_key, cycle)

    def prove(self, position: int) -> bytes:
        """The proof that the event of this position stands in its commit, without the commit's other events.

        Whoever holds a receipt of that commit checks it offline: firstlog.check_proof. Raises NotFound beyond the head.
        """
        return _core._prove(self, position)

    def commits(self, from_position: int = 1) -> Iterator[tuple[int, Head, bytes]]:
        """(first_position, head, record) of the commit that holds the position and of everything behind it, as they are
        stored (docs/journal-format.md), read a few at a time."""
        while rows := _core._read_commits(self, from_position, 256):
            yield from rows
            from_position = rows[-1][1][1] + 1

    def export_journal(self, path: str | os.PathLike[str] | None = None) -> str | None:
        """The whole journal as JSON Lines, one line for each commit; written to `path`, or answered."""
        if path is None:
            pieces: list[str] = []
            _core._export_journal(self, pieces.append)
            return "".join(pieces)
        with Path(path).open("w", encoding="utf-8") as file:
            _core._export_journal(self, file.write)
        return None

    def import_history(
        self,
        mapping: str | Mapping[str, object],
        tables: Mapping[str, str | bytes | os.PathLike[str]],
        *,
        batch: str,
        importer: Key,
        dry_run: bool = False,
        clock: _core.ManualClock | None = None,
        manager: Key | None = None,
        match_secret: bytes | None = None,
        end: bool = True,
        findings_max: int = 1_000_000,
    ) -> r.ImportReport:
        """Brings a history in by a mapping (docs/import.md), or tries it and writes nothing (`dry_run`).

        `tables` are CSV by the mapping's names: their text, their bytes, or the path of a file. An import that was
        broken off goes on where it stopped. `clock`: for a replay, the clock that the engine was opened with. `match_secret`: 16 to
        64 bytes, the organisation's own, where the mapping tells phones, mails or domains; the same for all of its imports.
        """
        read = [(name, _csv_of(name, table)) for name, table in tables.items()]
        answer = _core._import(
            self,
            mapping=_text_of_document(mapping),
            tables=read,
            batch=batch,
            importer=importer,
            dry_run=dry_run,
            clock=clock,
            manager=manager,
            match_secret=match_secret,
            end=end,
            findings_max=findings_max,
        )
        answer["findings"] = Rows(answer["findings"], r.ImportFinding)
        return r.ImportReport(**answer)

    def import_obstacles(self, batch: str, *, count_max: int = 1_000_000) -> Rows[r.ImportObstacle]:
        """Everything that keeps an import from being undone, in order of position. Raises NotFound."""
        return Rows(_core._import_obstacles(self, batch, count_max), r.ImportObstacle)

    def reconcile_import(self, batch: str) -> dict[str, Any]:
        """What the journal holds of an import: closes and money, per rep. Raises NotFound."""
        return _core._reconcile_import(self, batch)

    def __repr__(self) -> str:
        return f"<firstlog.Organisation {self.key}>"


class HostTransaction:
    """Commands that become true with a transaction of your own. Made by Organisation.join, used by one thread at a time.

    Outcomes carry the notice "provisional": the engine and its feed see them once you have committed and somebody
    submits or calls refresh. Each call decides on what the transaction holds now, a ROLLBACK TO included. Raises
    HostTransactionStale where the transaction cannot write, or has ended.
    """

    def __init__(self, organisation: Organisation, session: _core.HostConnection | Session) -> None:
        self._joined = _core._join(organisation, session)

    @overload
    def submit(self, commands: Command) -> Outcome: ...
    @overload
    def submit(self, commands: Iterable[Command]) -> Outcomes: ...
    def submit(self, commands: Command | Iterable[Command]) -> Outcome | Outcomes:
        """Decides commands in order, inside the transaction; one outcome for each."""
        if isinstance(commands, Command):
            return self._joined._submit([commands])[0]
        return self._joined._submit(commands)


def _standing(parts: Mapping[str, Any]) -> r.QuotaStanding:
    return _one(r.QuotaStanding, parts["standing"], Rows(parts["quota_parts"], r.QuotaPart))


def _explanation(parts: Mapping[str, _core.Table]) -> r.PayExplanation:
    return _one(
        r.PayExplanation,
        parts["pay"],
        Rows(parts["components"], r.PayComponent),
        Rows(parts["inputs"], r.PayInput),
        Rows(parts["steps"], r.PayStep),
        Rows(parts["parts"], r.PayPart),
    )


def _report(members: Mapping[str, Any]) -> r.PolicyReport:
    return r.PolicyReport(
        members["fault"],
        members["gaps"],
        Rows(members["overlaps"], r.AssignmentOverlap),
        Rows(members["plans"], r.PolicyFinding),
    )


def _csv_of(name: str, table: str | bytes | os.PathLike[str]) -> str | bytes:
    if isinstance(table, os.PathLike):
        return Path(table).read_bytes()
    if isinstance(table, (str, bytes)):
        return table
    raise InvalidArgument(f"tables.{name}", f"is {type(table).__name__}", "give CSV text, bytes, or a pathlib.Path")
