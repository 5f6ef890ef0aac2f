using System.Collections.Frozen;

namespace CcmFhirBridge.Server.Workers;

/// <summary>What a person does about each kind of failure: one sentence for log, health and status.</summary>
internal static class FailureAdvice
{
    private const string Otherwise = "Report this with the log around it; the tenant is tried again by itself and nothing that was committed is lost.";

    private static readonly FrozenDictionary<string, string> s_advice = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ehr-unreachable"] = "Check ehr.baseUrl, the network and whether the EHR runs.",
        ["ehr-no-answer"] = "The EHR accepts connections and does not answer within ehr.limits.timeout: ask who runs it, or raise the timeout if it is merely slow.",
        ["ehr-unauthorized"] = "Renew or correct the credentials that ehr.auth refers to.",
        ["ehr-forbidden"] = "Have the EHR grant the scopes that the bridge needs, and check the tenant part of ehr.baseUrl.",
        ["ehr-not-found"] = "Check ehr.baseUrl: it must be the FHIR base, which ends before /metadata.",
        ["ehr-throttled"] = "Lower ehr.limits.perMinute to what the EHR allows.",
        ["ehr-server-error"] = "Ask who runs the EHR; the bridge tries again by itself.",
        ["ehr-protocol"] = "Check that ehr.baseUrl leads to the FHIR server itself and not to a login page or a proxy.",
        ["ehr-unsafe-link"] = "If the EHR pages or serves files from another origin that you trust, name it in ehr.allowedOrigins.",
        ["timeout"] = "Ask who runs the EHR whether it is overloaded; the bridge tries again by itself.",
        ["store-cannot-open"] = "Check that the data folder of the home exists on a local disk and that the service's user may write there.",
        ["store-read-only"] = "Give the service's user write access to the data folder of the home, or remount its disk writable; with PostgreSQL put right what the log names: a standby, the account's rights, or the disk of the server.",
        ["store-damaged"] = "Move the tenant's database aside and restore the last backup, with PostgreSQL that of the server after a look at its log; nothing is sent until then.",
        ["store-lost"] = "Restore the last backup of the tenant's database; without one follow what the log names, so that nothing is billed twice.",
        ["store-busy"] = "End the other process that keeps the tenant's database locked, such as a database browser or a backup by copying.",
        ["store-unreachable"] = "Check that the PostgreSQL server runs, has room on its disks and can be reached from here; the bridge tries again by itself.",
        ["store-disk-error"] = "Look at the system's log and the disk of the home, which reports errors; nothing is sent that could not be written down first, and on a sound disk the service goes on with a copy of the database or the last backup.",
        ["store-full"] = "Free space on the disk of the home, with PostgreSQL on those of the server; nothing that was committed is lost.",
        ["store-schema"] = "Run the version of ccm-bridge that wrote the database, or restore a backup of this one.",
        ["store-settings"] = "Change the setting that the log names; for a SQLite file move the home to a local disk, because network shares do not keep a database safe.",
        ["store-wrong-tenant"] = "Give the tenant a database of its own: this file was made for another slug.",
        ["store-wrong-identity"] = "Put timeZone, tin and baseUrl of the tenant file back, or start a new tenant with another slug and a firstMonth that this one has not billed.",
        ["store"] = "Check the disk of the home and the tenant's database; the bridge tries again by itself.",
        ["disk-full"] = "Free space on the disk of the home; nothing that was committed is lost.",
        ["disk-read-only"] = "Give the service's user write access to the home, or remount its disk writable.",
        ["disk"] = "Check the disk of the home; the bridge tries again by itself.",
        ["lease-held"] = "Another process works for this tenant: call from its home, let it end, or stop it.",
        ["lease-lost"] = "Another process took this tenant over; make sure that only one service runs for it.",
        ["lease-too-short"] = "The process stood still or its store was too slow to renew its lease, so it stopped before sending: look at the machine's load and disk.",
        ["lease-late"] = "The process stood still or its store was slow between the record of a write and the write, so nothing was sent: look at the machine's load and disk.",
        ["ledger-integrity"] = "Stop this tenant ('ccm-bridge tenant pause') and report it: the ledger contradicts what was to be written, and nothing was sent.",
        ["zone-missing"] = "Install the time zone data of the system (package tzdata): without it no day or month of the practice can be told.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Of(string code) => s_advice.GetValueOrDefault(code, Otherwise);
}
