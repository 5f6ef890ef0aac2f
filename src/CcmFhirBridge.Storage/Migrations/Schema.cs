using CcmFhirBridge.Storage.Serving;

namespace CcmFhirBridge.Storage.Migrations;

/// <summary>The schema. Tenant first in every key; instants are UTC ticks, months <c>YYYY-MM</c>, money whole cents.</summary>
internal static class Schema
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, "Resources, facts and staff time", Resources, ["raw_version"]),
        new(2, "Assessments and months", Assessments, ["release_decision", "rule_pack"]),
        new(3, "Billing ledger", Ledger, ["ledger_event"]),
        new(4, "One claim a member and month", Members, []),
        new(5, "Leases", Leases, []),
        new(6, "What waits for a person", WaitingForPerson, []),
        new(7, "Decisions of people", Decisions, ["human_decision"]),
        new(8, "Who changed", Changed, []),
        new(9, "Staff time by entry", StaffTimeByEntry, []),
        new(10, "Where a lease is held, and the newest event", Places, []),
        new(11, "Corrections", Corrections, ["correction_event"]),
        new(12, "How an entry was sent, and what an EHR was seen to do", SentBy, ["ehr_measurement"]),
        new(13, "Seals of months", Seals, ["month_link"]),
        new(14, "What is taken back", TakeBacks, ["take_back_event"]),
        new(15, "Who may ask", Access, ["access_client_event"]),
        new(16, "Audit trail", Trail, ["audit_row", "audit_anchor"]),
        new(17, "What is served of the ledger", Served, []) { Fill = ServedBackfill.Run },
        new(18, "What clients of the service told", Told, ["claim_answer", "logged_time", "repeatable_call"]),
        new(19, "Since when the clock of a lease holds", ClockOfLease, []),
    ];

    // Raw versions lie in arrival order; clustering them by patient would cost two to three times the load.
    private const string Resources = """
        CREATE TABLE setting (tenant TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tenant, name)) {clustered};
        CREATE TABLE counter (tenant TEXT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (tenant, name)) {clustered};
        CREATE TABLE raw_version (
          seq {autoincrement}, tenant TEXT NOT NULL, source TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, version TEXT,
          patient TEXT, content_hash TEXT NOT NULL, deleted BIGINT NOT NULL, stored_at BIGINT NOT NULL, body {blob} NOT NULL);
        CREATE INDEX raw_version_resource ON raw_version (tenant, type, id, seq);
        CREATE INDEX raw_version_patient ON raw_version (tenant, patient, seq);
        CREATE TABLE resource (
          tenant TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, version TEXT, last_updated BIGINT,
          content_hash TEXT NOT NULL, patient TEXT, disposition BIGINT NOT NULL, seen_read BIGINT NOT NULL,
          PRIMARY KEY (tenant, type, id)) {clustered};
        CREATE TABLE unreadable (
          tenant TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, path TEXT NOT NULL, message TEXT NOT NULL,
          PRIMARY KEY (tenant, type, id)) {clustered};
        CREATE TABLE patient_facts (
          tenant TEXT NOT NULL, patient TEXT NOT NULL, known BIGINT NOT NULL, changed BIGINT NOT NULL, facts {blob} NOT NULL,
          PRIMARY KEY (tenant, patient)) {clustered};
        CREATE TABLE directory_facts (
          tenant TEXT NOT NULL, resource TEXT NOT NULL, facts {blob} NOT NULL, PRIMARY KEY (tenant, resource)) {clustered};
        CREATE TABLE staff_interval (
          tenant TEXT NOT NULL, person TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT NOT NULL, entry TEXT NOT NULL,
          patient TEXT NOT NULL, is_long BIGINT NOT NULL,
          PRIMARY KEY (tenant, person, start_at, end_at, entry)) {clustered};
        CREATE INDEX staff_interval_entry ON staff_interval (tenant, entry);
        CREATE INDEX staff_interval_patient ON staff_interval (tenant, patient);
        CREATE INDEX staff_interval_time ON staff_interval (tenant, is_long, start_at, end_at, patient);
        CREATE TABLE cursor (tenant TEXT NOT NULL, type TEXT NOT NULL, last_updated BIGINT, PRIMARY KEY (tenant, type)) {clustered};
        """;

    private const string Assessments = """
        CREATE TABLE assessment (
          tenant TEXT NOT NULL, month TEXT NOT NULL, patient TEXT NOT NULL, outcome TEXT NOT NULL, position BIGINT NOT NULL,
          saved_at BIGINT NOT NULL, body {blob} NOT NULL, PRIMARY KEY (tenant, month, patient)) {clustered};
        CREATE TABLE service_month (
          tenant TEXT NOT NULL, month TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, read_started_at BIGINT, closed_at BIGINT,
          zone TEXT, tenant_revision TEXT, rule_pack TEXT, engine TEXT, PRIMARY KEY (tenant, month)) {clustered};
        CREATE TABLE release_decision (
          seq {autoincrement}, tenant TEXT NOT NULL, month TEXT NOT NULL, patient TEXT, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL,
          reason TEXT);
        CREATE INDEX release_decision_month ON release_decision (tenant, month, seq);
        CREATE TABLE rule_pack (tenant TEXT NOT NULL, version TEXT NOT NULL, content {blob} NOT NULL, PRIMARY KEY (tenant, version)) {clustered};
        """;

    // A claim that is neither corrected nor rejected may exist in the EHR: at most one of those a slot.
    private const string Ledger = """
        CREATE TABLE person (person {autoincrement}, tenant TEXT NOT NULL, source TEXT NOT NULL, created_at BIGINT NOT NULL);
        CREATE TABLE person_alias (
          tenant TEXT NOT NULL, source TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, person BIGINT NOT NULL REFERENCES person (person),
          PRIMARY KEY (tenant, source, type, id)) {clustered};
        CREATE TABLE fence (tenant TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL, owner TEXT NOT NULL, taken_at BIGINT NOT NULL) {clustered};
        CREATE TABLE ledger_entry (
          tenant TEXT NOT NULL, person BIGINT NOT NULL REFERENCES person (person), month TEXT NOT NULL, family TEXT NOT NULL,
          code TEXT NOT NULL, revision BIGINT NOT NULL, patient TEXT NOT NULL, identifier TEXT NOT NULL, revision_identifier TEXT NOT NULL,
          state TEXT NOT NULL, body {blob} NOT NULL, body_hash TEXT NOT NULL, units BIGINT NOT NULL, charge_cents BIGINT NOT NULL,
          fence BIGINT NOT NULL, attempts BIGINT NOT NULL, sent_at BIGINT, ehr_reference TEXT, reason TEXT,
          PRIMARY KEY (tenant, person, month, family, code, revision)) {clustered};
        CREATE UNIQUE INDEX ledger_entry_revision ON ledger_entry (tenant, revision_identifier);
        CREATE UNIQUE INDEX ledger_entry_identifier ON ledger_entry (tenant, identifier, revision);
        CREATE UNIQUE INDEX ledger_entry_one_claim ON ledger_entry (tenant, person, month, family)
          WHERE code = '' AND state NOT IN ('corrected', 'rejected');
        CREATE INDEX ledger_entry_month ON ledger_entry (tenant, month);
        CREATE INDEX ledger_entry_outstanding ON ledger_entry (tenant, state) WHERE state IN ('planned', 'sending', 'in-doubt');
        CREATE TABLE ledger_event (
          seq {autoincrement}, tenant TEXT NOT NULL, at BIGINT NOT NULL, revision_identifier TEXT NOT NULL, from_state TEXT,
          to_state TEXT NOT NULL, fence BIGINT NOT NULL, reason TEXT);
        CREATE INDEX ledger_event_entry ON ledger_event (tenant, revision_identifier, seq);
        """;

    // Two charts of one member are two persons to us. The release holds the second one; should it not, the database refuses it.
    private const string Members = """
        ALTER TABLE ledger_entry ADD COLUMN member_key TEXT;
        CREATE UNIQUE INDEX ledger_entry_one_member ON ledger_entry (tenant, member_key, month, family)
          WHERE code = '' AND member_key IS NOT NULL AND state NOT IN ('corrected', 'rejected', 'held');
        """;

    // One row a tenant for ever, because the fence may never begin again; without an owner the tenant is free.
    private const string Leases = """
        CREATE TABLE lease (tenant TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, fence BIGINT NOT NULL, expires BIGINT NOT NULL) {clustered};
        INSERT INTO lease (tenant, owner, fence, expires) SELECT tenant, '', value, 0 FROM fence;
        DROP TABLE fence;
        """;

    private const string Decisions = """
        CREATE TABLE human_decision (
          seq {autoincrement}, tenant TEXT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, patient TEXT NOT NULL, month TEXT NOT NULL,
          body {blob} NOT NULL, recorded_at BIGINT NOT NULL);
        CREATE UNIQUE INDEX human_decision_id ON human_decision (tenant, id);
        """;

    // Who is due is asked after every page, and rows of facts are long.
    private const string Changed = """
        CREATE INDEX patient_facts_changed ON patient_facts (tenant, changed, known);
        """;

    // The index of an entry has to answer alone: SQLite would rather walk all of the tenant's staff time than look one row up beside it.
    private const string StaffTimeByEntry = """
        DROP INDEX staff_interval_entry;
        CREATE INDEX staff_interval_entry ON staff_interval (tenant, entry, patient);
        CREATE INDEX staff_interval_long ON staff_interval (tenant, person, start_at, end_at, entry, patient) WHERE is_long = 1;
        """;

    // Until now there were files only. A database that several tenants share has to find the newest event of one of them.
    private const string Places = """
        ALTER TABLE lease ADD COLUMN place TEXT NOT NULL DEFAULT '';
        UPDATE lease SET place = 'file' WHERE owner <> '';
        CREATE INDEX ledger_event_newest ON ledger_event (tenant, seq);
        """;

    private const string Corrections = """
        CREATE TABLE correction_event (
          seq {autoincrement}, tenant TEXT NOT NULL, id TEXT NOT NULL, month TEXT NOT NULL, step TEXT NOT NULL, at BIGINT NOT NULL,
          decided_by TEXT, reason TEXT, return_by TEXT, body {blob} NOT NULL);
        CREATE INDEX correction_event_id ON correction_event (tenant, id, seq);
        """;

    // How it was sent decides what its absence proves, whatever the tenant file says by now.
    private const string SentBy = """
        ALTER TABLE ledger_entry ADD COLUMN sent_by TEXT;
        CREATE TABLE ehr_measurement (seq {autoincrement}, tenant TEXT NOT NULL, at BIGINT NOT NULL, body {blob} NOT NULL);
        CREATE INDEX ehr_measurement_newest ON ehr_measurement (tenant, seq);
        """;

    // A month's chain: what was closed, added and reopened, each link sealed over the one before.
    private const string Seals = """
        ALTER TABLE service_month ADD COLUMN seal TEXT;
        CREATE TABLE month_link (seq {autoincrement}, tenant TEXT NOT NULL, month TEXT NOT NULL, previous TEXT, seal TEXT NOT NULL, body {blob} NOT NULL);
        CREATE INDEX month_link_month ON month_link (tenant, month, seq);
        """;

    // A resource is taken back once, for ever: its entry stays what it was, and this says how far it is.
    private const string TakeBacks = """
        CREATE TABLE take_back (
          tenant TEXT NOT NULL, revision_identifier TEXT NOT NULL, person BIGINT NOT NULL REFERENCES person (person), month TEXT NOT NULL, family TEXT NOT NULL,
          code TEXT NOT NULL, body {blob} NOT NULL, body_hash TEXT NOT NULL, state TEXT NOT NULL, fence BIGINT NOT NULL, attempts BIGINT NOT NULL, sent_at BIGINT,
          reason TEXT, PRIMARY KEY (tenant, revision_identifier)) {clustered};
        CREATE INDEX take_back_open ON take_back (tenant, state) WHERE state <> 'confirmed';
        CREATE TABLE take_back_event (
          seq {autoincrement}, tenant TEXT NOT NULL, at BIGINT NOT NULL, revision_identifier TEXT NOT NULL, from_state TEXT,
          to_state TEXT NOT NULL, fence BIGINT NOT NULL, reason TEXT);
        """;

    // An event keeps a hash of the entry as it left it, and the trail one of the event: an entry that was changed beside the bridge is found
    // by its own history, without a second copy of it.
    private const string Trail = """
        CREATE TABLE audit_row (
          tenant TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, agent TEXT NOT NULL, action TEXT NOT NULL,
          outcome TEXT NOT NULL, subject TEXT NOT NULL, patients TEXT NOT NULL, details TEXT NOT NULL, previous {blob} NOT NULL,
          hash {blob} NOT NULL, PRIMARY KEY (tenant, seq)) {clustered};
        CREATE TABLE audit_anchor (
          tenant TEXT NOT NULL, seq BIGINT NOT NULL, hash {blob} NOT NULL, at BIGINT NOT NULL, key TEXT NOT NULL, signature TEXT NOT NULL,
          PRIMARY KEY (tenant, seq)) {clustered};
        ALTER TABLE ledger_event ADD COLUMN entry_hash TEXT;
        ALTER TABLE take_back_event ADD COLUMN entry_hash TEXT;
        CREATE INDEX take_back_event_entry ON take_back_event (tenant, revision_identifier, seq);
        """;

    // A page is read in the order of one of these indexes, from where the page before ended. What is written there is what the body says.
    private const string Served = """
        ALTER TABLE ledger_entry ADD COLUMN filed_through TEXT;
        ALTER TABLE ledger_entry ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE ledger_entry ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE ledger_entry ADD COLUMN subject TEXT NOT NULL DEFAULT '';
        ALTER TABLE ledger_entry ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE ledger_entry ADD COLUMN occurs_from TEXT NOT NULL DEFAULT '';
        ALTER TABLE ledger_entry ADD COLUMN occurs_end TEXT NOT NULL DEFAULT '';
        CREATE INDEX ledger_entry_served ON ledger_entry (tenant, code, changed_at, revision_identifier);
        CREATE INDEX ledger_entry_charges ON ledger_entry (tenant, changed_at, revision_identifier) WHERE code <> '';
        CREATE INDEX ledger_entry_subject ON ledger_entry (tenant, subject, changed_at, revision_identifier);
        CREATE INDEX ledger_entry_created ON ledger_entry (tenant, created_at, revision_identifier) WHERE code = '';
        CREATE INDEX ledger_entry_occurs ON ledger_entry (tenant, occurs_from, revision_identifier);
        UPDATE ledger_entry SET
          version = (SELECT COUNT(*) FROM ledger_event v WHERE v.tenant = ledger_entry.tenant AND v.revision_identifier = ledger_entry.revision_identifier),
          changed_at = COALESCE((SELECT v.at FROM ledger_event v WHERE v.tenant = ledger_entry.tenant AND v.revision_identifier = ledger_entry.revision_identifier
            ORDER BY v.seq DESC LIMIT 1), 0);
        """;

    private const string Told = """
        CREATE TABLE claim_answer (
          seq {autoincrement}, tenant TEXT NOT NULL, revision_identifier TEXT NOT NULL, status TEXT NOT NULL, reason_code TEXT, reason_text TEXT,
          amount_cents BIGINT, payer_claim_number TEXT, answered_at BIGINT, recorded_at BIGINT NOT NULL, client TEXT NOT NULL);
        CREATE INDEX claim_answer_claim ON claim_answer (tenant, revision_identifier, seq);
        CREATE TABLE logged_time (
          tenant TEXT NOT NULL, id TEXT NOT NULL, identifier_system TEXT, identifier_value TEXT, content_hash TEXT NOT NULL, recorded_at BIGINT NOT NULL,
          client TEXT NOT NULL, PRIMARY KEY (tenant, id)) {clustered};
        CREATE UNIQUE INDEX logged_time_identifier ON logged_time (tenant, identifier_system, identifier_value) WHERE identifier_value IS NOT NULL;
        CREATE TABLE repeatable_call (
          tenant TEXT NOT NULL, client TEXT NOT NULL, call_key TEXT NOT NULL, content_hash TEXT NOT NULL, result TEXT NOT NULL, recorded_at BIGINT NOT NULL,
          PRIMARY KEY (tenant, client, call_key)) {clustered};
        """;

    private const string ClockOfLease = "ALTER TABLE lease ADD COLUMN clock_since BIGINT NOT NULL DEFAULT 0;";

    // Counted after every pass, in a ledger that only grows.
    private const string WaitingForPerson = """
        CREATE INDEX ledger_entry_for_person ON ledger_entry (tenant, state) WHERE state IN ('held', 'quarantined', 'rejected');
        """;

    // Of tokens and assertions hashes only. What is used once for ever is a key here, so that of several processes one wins.
    private const string Access = """
        CREATE TABLE access_client_event (
          seq {autoincrement}, tenant TEXT NOT NULL, id TEXT NOT NULL, step TEXT NOT NULL, at BIGINT NOT NULL, changed_by TEXT NOT NULL,
          name TEXT, scopes TEXT, jwks TEXT, jwks_url TEXT);
        CREATE INDEX access_client_event_id ON access_client_event (tenant, id, seq);
        CREATE TABLE access_token (
          tenant TEXT NOT NULL, hash TEXT NOT NULL, client TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL, expires BIGINT NOT NULL,
          PRIMARY KEY (tenant, hash)) {clustered};
        CREATE INDEX access_token_client ON access_token (tenant, client);
        CREATE INDEX access_token_expires ON access_token (tenant, expires);
        CREATE TABLE used_assertion (
          tenant TEXT NOT NULL, client TEXT NOT NULL, hash TEXT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (tenant, client, hash)) {clustered};
        CREATE INDEX used_assertion_until ON used_assertion (tenant, until);
        """;
}
