using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>A patient's record while its facts are read.</summary>
internal sealed class RecordDraft(PeopleDirectory directory, PracticeTimeZone zone)
{
    private SourceReference? _patient;
    private Moment? _diedAt;
    private bool _died;
    private string? _memberKey;
    private readonly List<PractitionerIdentity> _generalPractitioners = [];
    private readonly List<ConditionRecord> _conditions = [];
    private readonly List<CcmConsent> _consents = [];
    private readonly List<CcmCarePlan> _carePlans = [];
    private readonly List<CoverageRecord> _coverages = [];
    private readonly List<RecordGap> _gaps = [];
    private readonly EncounterFacts _encounters = new(directory);
    private SessionLengths? _lengths;

    public void Add(ReadOnlySpan<byte> facts)
    {
        if (facts.IsEmpty)
            return;
        var head = RecordFacts.ReadHead(facts, _gaps, out var reader);
        if (!head.HasPayload)
            return;
        switch (head.Kind)
        {
            case FactKind.Patient:
                ReadPatient(head.Source, ref reader);
                break;
            case FactKind.Encounter:
                _encounters.Read(head.Source, ref reader);
                break;
            case FactKind.Condition:
                _conditions.Add(ConditionFacts.Read(head.Source, ref reader));
                break;
            case FactKind.Consent:
                ReadConsent(head.Source, ref reader);
                break;
            case FactKind.CarePlan:
                _carePlans.Add(ReadCarePlan(head.Source, ref reader));
                break;
            case FactKind.DocumentReference:
                ReadDocument(head.Source, ref reader);
                break;
            case FactKind.QuestionnaireResponse:
                (_lengths ??= new SessionLengths()).Read(head.Source, ref reader);
                break;
            case FactKind.Coverage:
                ReadCoverage(head.Source, ref reader);
                break;
            case FactKind.Claim or FactKind.ChargeItem or FactKind.Procedure:
                _encounters.ReadServices(head.Source, ref reader);
                break;
        }
    }

    public PatientRecord Build(string patient, StaffTimes elsewhere)
    {
        _lengths?.Apply(_encounters, _gaps, zone);
        return Record(patient, elsewhere);
    }

    private PatientRecord Record(string patient, StaffTimes elsewhere) => new()
    {
        Patient = _patient ?? new SourceReference("Patient", patient[(patient.IndexOf('/') + 1)..]),
        MemberKey = _memberKey,
        DiedAt = _diedAt,
        DiedWithoutDate = _died && _diedAt is null,
        GeneralPractitioners = [.. _generalPractitioners],
        DefaultPractitioner = directory.Default,
        TimeEntries = [.. _encounters.Entries.OrderBy(entry => entry.Source)
            .Select(entry => entry with { Elsewhere = elsewhere.During(entry, patient) })],
        Stays = [.. _encounters.Stays.OrderBy(stay => stay.Source)],
        Conditions = [.. _conditions.OrderBy(condition => condition.Source)],
        Consents = [.. _consents.OrderBy(consent => consent.Source)],
        CarePlans = [.. _carePlans.OrderBy(plan => plan.Source)],
        Coverages = [.. _coverages.OrderBy(coverage => coverage.Source)],
        OtherServices = [.. _encounters.Services.OrderBy(service => service.Source)],
        OwnClaims = [.. _encounters.OwnClaims.OrderBy(claim => claim.Source)],
        DecisionMakings = [.. _encounters.Decisions.OrderBy(decision => decision.Source)],
        Gaps = [.. _gaps.OrderBy(gap => gap.Source ?? default).ThenBy(gap => gap.Path, StringComparer.Ordinal).ThenBy(gap => gap.Code, StringComparer.Ordinal)],
    };

    private void ReadPatient(SourceReference source, ref FactReader reader)
    {
        _patient = source;
        _died = reader.Byte() == 1;
        _diedAt = reader.Moment();
        for (var left = reader.Count(); left > 0; left--)
            _generalPractitioners.Add(directory.Identify(reader.OptionalReference()!));
        _memberKey = MemberKey(ref reader);
    }

    private void ReadConsent(SourceReference source, ref FactReader reader)
    {
        var denies = reader.Byte() == 1;
        var consent = new CcmConsent
        {
            Source = source,
            Denies = denies,
            Status = reader.Code(),
            PeriodStart = reader.Moment(),
            PeriodEnd = reader.Moment(),
            RecordedAt = reader.Moment(),
            BillingPractitioner = Person(ref reader),
        };
        if (reader.Byte() == 1)
            consent = consent with { Disclosures = new ConsentDisclosures(Answer(ref reader), Answer(ref reader), Answer(ref reader), Answer(ref reader)) };
        _consents.Add(consent);
    }

    private CcmCarePlan ReadCarePlan(SourceReference source, ref FactReader reader)
    {
        var plan = new CcmCarePlan
        {
            Source = source,
            IsCcmCategory = reader.Byte() == 1,
            Status = reader.Code(),
            Intent = reader.Code(),
            Start = reader.Moment(),
            End = reader.Moment(),
            Created = reader.Moment(),
            Author = Person(ref reader),
            SharedAt = reader.Moment(),
            RevisedAt = reader.Moment(),
        };
        if (reader.Byte() == 1)
            plan = plan with { Attestation = new DurationRiskAttestation(Person(ref reader), reader.Moment(), Answer(ref reader), Answer(ref reader), source) };
        return plan with { Addresses = References(ref reader) };
    }

    private void ReadDocument(SourceReference source, ref FactReader reader)
    {
        var plan = ReadCarePlan(source, ref reader);
        var authors = References(ref reader).Select(directory.Identify).Distinct().ToList();
        // Whoever helped to write it names nobody who bills.
        var author = authors.Where(who => who.CanBillWithNpi).OrderBy(who => who.Person, StringComparer.Ordinal).ThenBy(who => who.Reference, StringComparer.Ordinal).FirstOrDefault() ?? authors.FirstOrDefault();
        _carePlans.Add(plan with { Author = author, OtherAuthors = [.. authors.Where(who => who != author)] });
    }

    private void ReadCoverage(SourceReference source, ref FactReader reader) => _coverages.Add(new CoverageRecord
    {
        Source = source,
        Status = reader.Code(),
        PayerTypeCode = reader.OptionalId(),
        Start = reader.Moment(),
        End = reader.Moment(),
        Order = reader.Count() is var place and > 0 ? place - 1 : null,
        Payors = References(ref reader),
        MemberKey = MemberKey(ref reader),
    });

    private static ImmutableArray<string> References(ref FactReader reader)
    {
        var references = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.Count(); left > 0; left--)
            references.Add(reader.OptionalReference()!);
        return references.DrainToImmutable();
    }

    private PractitionerIdentity? Person(ref FactReader reader) =>
        reader.OptionalReference() is { } reference ? directory.Identify(reference) : null;

    private static string? MemberKey(ref FactReader reader) =>
        reader.AtEnd ? null : Convert.ToHexStringLower(reader.Take(MemberDraft.KeyLength));

    private static bool? Answer(ref FactReader reader) => Tri.Decode(reader.Byte());
}
