# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The library's enumerations: texts that are members. Written by python/write_stubs.py."""

from enum import StrEnum


class CommandKind(StrEnum):
    """What can be done; docs/commands.md explains each."""

    found_organisation = "found_organisation"
    adopt_policy = "adopt_policy"
    cancel_policy = "cancel_policy"
    register_actor = "register_actor"
    change_actor = "change_actor"
    set_team = "set_team"
    set_absence = "set_absence"
    depart = "depart"
    register_contact = "register_contact"
    assign = "assign"
    release = "release"
    take = "take"
    rebalance = "rebalance"
    change_contact = "change_contact"
    suppress = "suppress"
    lift_suppression = "lift_suppression"
    merge = "merge"
    unmerge = "unmerge"
    log_interest = "log_interest"
    schedule_callback = "schedule_callback"
    schedule_retry = "schedule_retry"
    mark_not_interested = "mark_not_interested"
    mark_unworkable = "mark_unworkable"
    log_close = "log_close"
    withdraw_close = "withdraw_close"
    approve = "approve"
    reject = "reject"
    hold = "hold"
    reopen = "reopen"
    set_parent = "set_parent"
    open_deal = "open_deal"
    log_activity = "log_activity"
    add_note = "add_note"
    advance = "advance"
    close_period = "close_period"
    confirm_clock = "confirm_clock"
    override_claim = "override_claim"
    retract = "retract"
    amend_close = "amend_close"
    revoke_approval = "revoke_approval"
    reverse = "reverse"
    reinstate = "reinstate"
    record_invoice = "record_invoice"
    record_receipt = "record_receipt"
    record_payout = "record_payout"
    adjust = "adjust"
    begin_import = "begin_import"
    end_import = "end_import"
    undo_import = "undo_import"
    set_opening_balance = "set_opening_balance"
    open_dispute = "open_dispute"
    accept_dispute = "accept_dispute"
    reject_dispute = "reject_dispute"
    withdraw_dispute = "withdraw_dispute"
    recycle = "recycle"
    mark_overdue = "mark_overdue"
    warn_missed = "warn_missed"


class Rule(StrEnum):
    """Why an answer is what it is; docs/commands.md explains each."""

    none = "none"
    field_missing = "field_missing"
    field_malformed = "field_malformed"
    field_not_allowed = "field_not_allowed"
    organisation_not_founded = "organisation_not_founded"
    organisation_already_founded = "organisation_already_founded"
    unknown_actor = "unknown_actor"
    unknown_contact = "unknown_contact"
    unknown_rep = "unknown_rep"
    unknown_deal = "unknown_deal"
    key_taken = "key_taken"
    idempotency_key_reused = "idempotency_key_reused"
    sequence_passed = "sequence_passed"
    policy_malformed = "policy_malformed"
    actor_inactive = "actor_inactive"
    role_not_allowed = "role_not_allowed"
    not_assignee = "not_assignee"
    four_eyes = "four_eyes"
    no_transition = "no_transition"
    already_decided = "already_decided"
    already_logged = "already_logged"
    pipeline_not_extended = "pipeline_not_extended"
    due_not_in_future = "due_not_in_future"
    beyond_callback_horizon = "beyond_callback_horizon"
    too_many_callbacks = "too_many_callbacks"
    interest_needs_connect = "interest_needs_connect"
    amount_not_positive = "amount_not_positive"
    currency_differs = "currency_differs"
    currency_not_of_plan = "currency_not_of_plan"
    period_not_over = "period_not_over"
    period_already_closed = "period_already_closed"
    period_not_oldest_open = "period_not_oldest_open"
    no_claim_to_credit = "no_claim_to_credit"
    amount_too_large = "amount_too_large"
    effective_in_past = "effective_in_past"
    policy_not_scheduled = "policy_not_scheduled"
    assignment_leaves_gap = "assignment_leaves_gap"
    collation_fixed = "collation_fixed"
    rep_inactive = "rep_inactive"
    rep_not_a_rep = "rep_not_a_rep"
    already_assigned = "already_assigned"
    locked = "locked"
    not_assigned = "not_assigned"
    rep_full = "rep_full"
    first_log_wins = "first_log_wins"
    assignee_only = "assignee_only"
    claim_established = "claim_established"
    claim_from_pool = "claim_from_pool"
    claim_kept = "claim_kept"
    assigned_explicitly = "assigned_explicitly"
    assigned_by_niche = "assigned_by_niche"
    assigned_by_alphabet = "assigned_by_alphabet"
    assigned_to_nobody = "assigned_to_nobody"
    assigned_on_recycle_excluded = "assigned_on_recycle_excluded"
    assigned_by_territory = "assigned_by_territory"
    assigned_by_share = "assigned_by_share"
    assigned_to_nobody_free = "assigned_to_nobody_free"
    deal_not_verified = "deal_not_verified"
    nothing_to_amend = "nothing_to_amend"
    no_deal = "no_deal"
    corrects_a_correction = "corrects_a_correction"
    close_superseded = "close_superseded"
    not_a_reversal = "not_a_reversal"
    amends_nothing = "amends_nothing"
    lines_do_not_sum = "lines_do_not_sum"
    tax_does_not_fit = "tax_does_not_fit"
    credits_do_not_sum = "credits_do_not_sum"
    credit_named_twice = "credit_named_twice"
    credit_share_too_fine = "credit_share_too_fine"
    document_taken = "document_taken"
    reversal_beyond_invoice = "reversal_beyond_invoice"
    reinstates_too_much = "reinstates_too_much"
    invoice_missing = "invoice_missing"
    receipt_missing = "receipt_missing"
    period_not_begun = "period_not_begun"
    amount_is_zero = "amount_is_zero"
    claim_protected = "claim_protected"
    approved_by_silence = "approved_by_silence"
    silence_ended = "silence_ended"
    entry_unknown = "entry_unknown"
    retraction_not_retractable = "retraction_not_retractable"
    close_not_retractable = "close_not_retractable"
    entry_not_retractable = "entry_not_retractable"
    already_retracted = "already_retracted"
    entry_not_own = "entry_not_own"
    retract_too_late = "retract_too_late"
    entry_has_consequences = "entry_has_consequences"
    entry_pays_close = "entry_pays_close"
    retract_needs_reason = "retract_needs_reason"
    claim_already_held = "claim_already_held"
    claim_passed = "claim_passed"
    claim_dropped = "claim_dropped"
    claim_by_manager = "claim_by_manager"
    claim_window_over = "claim_window_over"
    released_idle = "released_idle"
    released_stage = "released_stage"
    released_overdue = "released_overdue"
    released_first_contact = "released_first_contact"
    released_failed_attempts = "released_failed_attempts"
    merged_away = "merged_away"
    locked_by_duplicate = "locked_by_duplicate"
    duplicate_assigned = "duplicate_assigned"
    suppressed = "suppressed"
    not_suppressed = "not_suppressed"
    merge_with_itself = "merge_with_itself"
    pending_on_both = "pending_on_both"
    not_a_merge = "not_a_merge"
    already_unmerged = "already_unmerged"
    newer_merge = "newer_merge"
    parent_is_itself = "parent_is_itself"
    parent_cycle = "parent_cycle"
    parent_unchanged = "parent_unchanged"
    assigned_as_duplicate = "assigned_as_duplicate"
    assigned_by_merge = "assigned_by_merge"
    possible_double_sale = "possible_double_sale"
    outside_team = "outside_team"
    absence_of_another = "absence_of_another"
    lead_not_a_lead = "lead_not_a_lead"
    rep_absent = "rep_absent"
    before_open_period = "before_open_period"
    absence_ends_too_soon = "absence_ends_too_soon"
    absence_overlaps = "absence_overlaps"
    cover_is_the_rep = "cover_is_the_rep"
    cover_is_absent = "cover_is_absent"
    no_such_absence = "no_such_absence"
    last_manager = "last_manager"
    last_admin = "last_admin"
    already_departed = "already_departed"
    successor_is_the_leaver = "successor_is_the_leaver"
    assigned_on_departure = "assigned_on_departure"
    unknown_import = "unknown_import"
    import_known = "import_known"
    import_not_open = "import_not_open"
    importer_not_allowed = "importer_not_allowed"
    import_in_future = "import_in_future"
    import_out_of_order = "import_out_of_order"
    import_grants_too_much = "import_grants_too_much"
    import_in_use = "import_in_use"
    import_wrote_elsewhere = "import_wrote_elsewhere"
    opening_balance_stands = "opening_balance_stands"
    live_claim_stands = "live_claim_stands"
    claim_from_earlier_import = "claim_from_earlier_import"
    unknown_dispute = "unknown_dispute"
    dispute_of_another = "dispute_of_another"
    line_unknown = "line_unknown"
    dispute_open = "dispute_open"
    dispute_resolved = "dispute_resolved"
    answer_unknown = "answer_unknown"


class EventKind(StrEnum):
    """What happened."""

    organisation_founded = "organisation_founded"
    policy_adopted = "policy_adopted"
    actor_registered = "actor_registered"
    actor_changed = "actor_changed"
    policy_effective = "policy_effective"
    policy_cancelled = "policy_cancelled"
    team_set = "team_set"
    absence_set = "absence_set"
    departed = "departed"
    contact_registered = "contact_registered"
    assigned = "assigned"
    released = "released"
    contact_changed = "contact_changed"
    suppressed = "suppressed"
    suppression_lifted = "suppression_lifted"
    duplicates_suspected = "duplicates_suspected"
    contacts_merged = "contacts_merged"
    contacts_unmerged = "contacts_unmerged"
    parent_set = "parent_set"
    interest_logged = "interest_logged"
    interest_contested = "interest_contested"
    callback_scheduled = "callback_scheduled"
    retry_scheduled = "retry_scheduled"
    marked_not_interested = "marked_not_interested"
    marked_unworkable = "marked_unworkable"
    close_logged = "close_logged"
    close_withdrawn = "close_withdrawn"
    close_approved = "close_approved"
    close_rejected = "close_rejected"
    close_held = "close_held"
    recycled = "recycled"
    reopened = "reopened"
    callback_overdue = "callback_overdue"
    callback_missed = "callback_missed"
    claim_overridden = "claim_overridden"
    claim_lapsed = "claim_lapsed"
    claim_lapse_warned = "claim_lapse_warned"
    deal_opened = "deal_opened"
    released_by_timer = "released_by_timer"
    activity_logged = "activity_logged"
    note_added = "note_added"
    claim_followed = "claim_followed"
    period_closed = "period_closed"
    clock_confirmed = "clock_confirmed"
    command_refused = "command_refused"
    entry_retracted = "entry_retracted"
    close_amended = "close_amended"
    approval_revoked = "approval_revoked"
    close_reversed = "close_reversed"
    reversal_undone = "reversal_undone"
    invoice_recorded = "invoice_recorded"
    receipt_recorded = "receipt_recorded"
    payout_recorded = "payout_recorded"
    adjusted = "adjusted"
    import_begun = "import_begun"
    import_ended = "import_ended"
    import_undone = "import_undone"
    opening_balance_set = "opening_balance_set"
    entries_undone = "entries_undone"
    dispute_opened = "dispute_opened"
    dispute_accepted = "dispute_accepted"
    dispute_rejected = "dispute_rejected"
    dispute_withdrawn = "dispute_withdrawn"
    dispute_overdue = "dispute_overdue"


class Verdict(StrEnum):
    """How a command was answered."""

    undecided = "undecided"
    accepted = "accepted"
    contested = "contested"
    refused = "refused"
    malformed = "malformed"


class Notice(StrEnum):
    """Something to know about an accepted command."""

    no_recent_connect = "no_recent_connect"
    self_approved = "self_approved"
    replayed = "replayed"
    provisional = "provisional"


class Role(StrEnum):
    """Who people are to the organisation."""

    rep = "rep"
    team_lead = "team_lead"
    manager = "manager"
    admin = "admin"
    finance = "finance"
    auditor = "auditor"
    integration = "integration"
    importer = "importer"
    system = "system"


class Touch(StrEnum):
    """The way of a contact's touch."""

    dial = "dial"
    email = "email"
    text = "text"
    chat = "chat"
    meeting = "meeting"
    quote = "quote"
    document = "document"
    visit = "visit"


class Disposition(StrEnum):
    """How a touch ended."""

    none = "none"
    connect = "connect"
    gatekeeper = "gatekeeper"
    voicemail = "voicemail"
    no_answer = "no_answer"
    busy = "busy"
    wrong_number = "wrong_number"


class SuppressionScope(StrEnum):
    """Which way of contacting is barred."""

    all = "all"
    calls = "calls"
    messages = "messages"
    email = "email"


class MatchKind(StrEnum):
    """What two contacts have in common."""

    phone = "phone"
    email = "email"
    domain = "domain"
    name_and_postcode = "name_and_postcode"
    other = "other"


class BalanceKind(StrEnum):
    """What a rep brings along."""

    year_to_date = "year_to_date"
    draw_debt = "draw_debt"
    carried_cap = "carried_cap"
    carried_negative = "carried_negative"
    quota_to_date = "quota_to_date"
    holdback = "holdback"


class LineKind(StrEnum):
    """Why a line stands on a statement."""

    close = "close"
    amendment = "amendment"
    revocation = "revocation"
    reversal = "reversal"
    reinstatement = "reinstatement"
    adjustment = "adjustment"
    rerated = "rerated"
    component = "component"
    withheld = "withheld"
    released = "released"
    team_override = "team_override"


class QuotaZone(StrEnum):
    """Where a rep stands against quota."""

    exempt = "exempt"
    too_early = "too_early"
    red = "red"
    amber = "amber"
    green = "green"


class QuotaMeasure(StrEnum):
    """What counts towards a quota."""

    closes = "closes"
    revenue = "revenue"
    points = "points"


class QuotaSource(StrEnum):
    """Whose quota holds."""

    policy = "policy"
    team = "team"
    rep = "rep"


class DisputeStatus(StrEnum):
    """Where a dispute stands."""

    open = "open"
    accepted = "accepted"
    rejected = "rejected"
    withdrawn = "withdrawn"


class PayExceptionKind(StrEnum):
    """Why a close or a span could not be paid by a plan."""

    no_plan = "no_plan"
    not_computed = "not_computed"


class TraceKind(StrEnum):
    """What a part of a computed value is."""

    term = "term"
    slice = "slice"
    flat = "flat"
    rerated = "rerated"
    rounding = "rounding"
    bound = "bound"
    carried = "carried"
    rule = "rule"
    residual = "residual"


class CloseStatus(StrEnum):
    """Where a close stands."""

    none = "none"
    pending = "pending"
    verified = "verified"
    rejected = "rejected"
    withdrawn = "withdrawn"


class DueKind(StrEnum):
    """What falls due."""

    callback = "callback"
    missed_warning = "missed_warning"
    recycle = "recycle"
    retry = "retry"
    claim_warning = "claim_warning"
    claim_lapse = "claim_lapse"
    release_idle = "release_idle"
    release_stage = "release_stage"
    release_overdue = "release_overdue"
    release_first_contact = "release_first_contact"
    release_failed_attempts = "release_failed_attempts"
    silence = "silence"


class ImportStatus(StrEnum):
    """Where an import stands."""

    none = "none"
    open = "open"
    ended = "ended"
    undone = "undone"


class ImportFindingKind(StrEnum):
    """What there is to say of an imported row."""

    row = "row"
    malformed = "malformed"
    refused = "refused"
    contested = "contested"
    two_values = "two_values"
    before_registration = "before_registration"


class Damage(StrEnum):
    """What happened to a journal."""

    none = "none"
    altered = "altered"
    removed = "removed"
    inserted = "inserted"
    reordered = "reordered"
    truncated = "truncated"
    rewritten = "rewritten"
    foreign = "foreign"
    unreadable = "unreadable"


class RoundingMode(StrEnum):
    """How a plan rounds."""

    half_up = "half_up"
    half_even = "half_even"
    down = "down"
    up = "up"
    ceil = "ceil"
    floor = "floor"


class FindingKind(StrEnum):
    """What the plan checker found."""

    malformed = "malformed"
    gap = "gap"
    overlap = "overlap"
    unreachable = "unreachable"
    less_for_more = "less_for_more"
    cliff = "cliff"
    rewards_moving = "rewards_moving"
    rewards_splitting = "rewards_splitting"
    rewards_merging = "rewards_merging"
    unbounded_pay = "unbounded_pay"
    draw_not_recovered = "draw_not_recovered"
    rate_over_one = "rate_over_one"
    shares_do_not_sum = "shares_do_not_sum"
    not_analysed = "not_analysed"


class Severity(StrEnum):
    """How much a finding weighs."""

    warn = "warn"
    refuse = "refuse"


class TierMode(StrEnum):
    """How tiers pay."""

    slab = "slab"
    marginal = "marginal"
    retro_to_floor = "retro_to_floor"
    interpolated = "interpolated"
    lookup = "lookup"
    cumulative_lookup = "cumulative_lookup"
