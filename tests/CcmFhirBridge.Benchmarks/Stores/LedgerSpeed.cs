using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Benchmarks.Stores;

/// <summary>
/// A claim's way through the ledger, planned, sending, confirmed, each committed alone as it must be, beside a bare database that commits rows
/// of the same bytes as often.
/// </summary>
internal static class LedgerSpeed
{
    private const int CommitsEach = 3;
    private const int BodyBytes = 2_000;
    private const int Pairs = 5;

    private static readonly ServiceMonth s_month = new(2026, 4);

    public static async Task RunAsync(int claims, string folder)
    {
        await using var sqlite = MeasuredStore.Sqlite(Path.Combine(folder, "ledger.db"));
        await using var postgres = await MeasuredStore.PostgresAsync();
        await MeasureAsync(sqlite, claims);
        await MeasureAsync(postgres, claims);
    }

    private static async Task MeasureAsync(MeasuredStore measured, int claims)
    {
        var fence = (await measured.Store.TakeLeaseAsync(new LeaseTaker("benchmark", null, default), TimeSpan.FromHours(1), CancellationToken.None)).Fence;
        var person = await measured.Store.PersonAsync("Patient/p", CancellationToken.None);
        await using var bare = await measured.ConnectAsync();
        await MeasuredStore.ExecuteAsync(bare, "CREATE TABLE bare (id BIGINT PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL)");
        var entry = 0;
        var row = 0;
        var ours = new List<double>();
        var theirs = new List<double>();
        // In pairs, so that what the machine does besides meets both.
        for (var pair = 0; pair < Pairs; pair++)
        {
            ours.Add(await SecondsAsync(claims / Pairs, () => ClaimAsync(measured.Store, fence, person, s_month.AddMonths(entry++))));
            theirs.Add(await SecondsAsync(claims / Pairs, () => BareAsync(bare, row++)));
        }

        var ratio = ours.Zip(theirs, (our, their) => their / our).Order().ElementAt(Pairs / 2);
        var perSecond = claims / Pairs * CommitsEach / ours.Order().ElementAt(Pairs / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"ledger on {measured.Kind}: {perSecond:N0} changes committed a second, {ratio:0.00} of the bare commits"));
    }

    private static async Task ClaimAsync(IBillingLedger ledger, long fence, long person, ServiceMonth month)
    {
        var slot = new ClaimSlot(MeasuredStore.Tenant, person, month);
        var identifier = ClaimIdentifiers.Claim(slot.Tenant, "p", month);
        var body = Encoding.UTF8.GetBytes(new string('b', BodyBytes));
        var claim = new LedgerEntry
        {
            Slot = slot,
            Code = null,
            Revision = 1,
            Patient = "Patient/p",
            Identifier = identifier,
            RevisionIdentifier = ClaimIdentifiers.ClaimRevision(identifier, 1),
            State = LedgerState.Planned,
            Body = body,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
            Units = 1,
            Charge = 60.49m,
        };
        await ledger.PlanAsync(fence, [claim], CancellationToken.None);
        await ledger.MoveAsync(fence, claim with { Attempts = 1 }, LedgerState.Sending, CancellationToken.None);
        await ledger.MoveAsync(fence, claim with { Attempts = 1, EhrReference = "Claim/1" }, LedgerState.Confirmed, CancellationToken.None);
    }

    private static async Task BareAsync(DbConnection connection, int id)
    {
        await RunAsync(connection, "INSERT INTO bare (id, state, body) VALUES (@id, @state, @body)", ("@id", (long)id), ("@state", "planned"), ("@body", new string('b', BodyBytes)));
        await RunAsync(connection, "UPDATE bare SET state = @state WHERE id = @id", ("@id", (long)id), ("@state", "sending"));
        await RunAsync(connection, "UPDATE bare SET state = @state WHERE id = @id", ("@id", (long)id), ("@state", "confirmed"));
    }

    private static async Task RunAsync(DbConnection connection, string sql, params (string Name, object Value)[] arguments)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in arguments)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
    }

    private static async Task<double> SecondsAsync(int times, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
            await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
