using System.Globalization;
using System.Text.Json.Nodes;
using CcmFhirBridge.Claims;

namespace CcmFhirBridge.Tests.Cases;

/// <summary>Writes a line such as <c>entry e1 by=rn-s at=2026-04-14T10:00 for=20:00</c> as the FHIR resource that an EHR would export.</summary>
internal sealed class CompactResource(TimeZoneInfo zone)
{
    private Dictionary<string, string> _words = [];

    public static string KeyOf(string line) => string.Join(' ', line.Split(' ', 3).Take(2));

    public JsonObject ToJson(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _words = parts.Skip(2).Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var resource = parts[0] switch
        {
            "patient" => Patient(),
            "practitioner" => Practitioner(),
            "organization" => Organization(),
            "condition" => Condition(),
            "consent" => Consent(),
            "plan" => Plan(),
            "coverage" => Coverage(),
            "entry" or "visit" or "stay" => Encounter(parts[0]),
            "claim" => Claim(),
            "charge" => Charge(),
            "procedure" => Procedure(),
            _ => throw new ArgumentException($"No resource is called '{parts[0]}'.", nameof(line)),
        };
        resource["id"] = parts[1];
        if (Word("version") is { } version)
            resource["meta"] = new JsonObject { ["versionId"] = version };
        if (Word("modifier") is not null)
            resource["modifierExtension"] = new JsonArray(new JsonObject { ["url"] = "https://example.org/changes-the-meaning", ["valueBoolean"] = true });
        return resource;
    }

    private JsonObject Patient()
    {
        var patient = Of("Patient");
        Put(patient, "deceasedDateTime", Moment("died"));
        if (Word("dead") == "yes")
            patient["deceasedBoolean"] = true;
        if (Word("gp") is { } practitioners)
            patient["generalPractitioner"] = new JsonArray([.. practitioners.Split(',').Select(Person)]);
        return patient;
    }

    private JsonObject Practitioner()
    {
        var practitioner = Of("Practitioner");
        if (Word("npi") is { } npi)
            practitioner["identifier"] = new JsonArray(new JsonObject { ["system"] = Canonicals.Npi, ["value"] = npi });
        if (Word("degree") is { } degree)
            practitioner["qualification"] = new JsonArray(new JsonObject { ["code"] = Concept(Canonicals.Degree, degree) });
        return practitioner;
    }

    private JsonObject Organization() => With(
        Of("Organization"), "identifier", new JsonArray(new JsonObject { ["system"] = Canonicals.Tin, ["value"] = Word("tin") }));

    private JsonObject Condition()
    {
        var condition = Subject(Of("Condition"), "subject");
        var codings = new JsonArray();
        foreach (var (word, system) in new[] { ("icd", Canonicals.Icd10Cm), ("snomed", Canonicals.SnomedCt) })
        {
            if (Word(word) is { } code)
                codings.Add(new JsonObject { ["system"] = system, ["code"] = code });
        }

        condition["code"] = new JsonObject { ["coding"] = codings };
        if ((Word("status") ?? "active") is var status && status != "none")
            condition["clinicalStatus"] = Concept(Canonicals.ConditionClinical, status);
        if ((Word("verified") ?? "confirmed") is var verified && verified != "none")
            condition["verificationStatus"] = Concept(Canonicals.ConditionVerification, verified);
        condition["category"] = new JsonArray(Concept(Canonicals.ConditionCategory, Word("category") ?? "problem-list-item"));
        Put(condition, "onsetDateTime", Moment("onset"));
        Put(condition, "abatementDateTime", Moment("ended"));
        return condition;
    }

    private JsonObject Consent()
    {
        var consent = Subject(Of("Consent"), "patient");
        consent["status"] = Word("status") ?? "active";
        consent["category"] = new JsonArray(Concept(Canonicals.CcmConsent, "ccm"));
        Put(consent, "dateTime", Moment("written"));
        var provision = new JsonObject();
        if (Period() is { } period)
            provision["period"] = period;
        Put(provision, "type", Word("type"));
        if (Word("by") is { } practitioner)
            provision["actor"] = new JsonArray(new JsonObject { ["reference"] = Person(practitioner) });
        if (provision.Count > 0)
            consent["provision"] = provision;
        if (Word("told") is { } told)
        {
            consent["extension"] = new JsonArray(Extension(Canonicals.DisclosuresExtension, [..
                new[] { "availability", "costSharing", "singlePractitioner", "rightToStop" }.Select(name => Answer(name, told))]));
        }

        return consent;
    }

    private JsonObject Plan()
    {
        var plan = Subject(Of("CarePlan"), "subject");
        plan["status"] = Word("status") ?? "active";
        plan["intent"] = Word("intent") ?? "plan";
        plan["category"] = new JsonArray(Word("category") == "assess-plan"
            ? Concept(Canonicals.AssessPlanCategory, "assess-plan") : Concept(Canonicals.CcmPlan, "ccm"));
        if (Period() is { } period)
            plan["period"] = period;
        Put(plan, "created", Moment("created"));
        if (Word("author") is { } author)
            plan["author"] = Person(author);
        if (Word("addresses") is { } conditions)
            plan["addresses"] = new JsonArray([.. conditions.Split(',').Select(id => new JsonObject { ["reference"] = "Condition/" + id })]);
        var extensions = new JsonArray();
        if (Moment("shared") is { } shared)
            extensions.Add(new JsonObject { ["url"] = Canonicals.PlanSharedExtension, ["valueDateTime"] = shared });
        if (Moment("revised") is { } revised)
            extensions.Add(new JsonObject { ["url"] = Canonicals.PlanRevisedExtension, ["valueDateTime"] = revised });
        if (Word("attest") is { } attester)
        {
            extensions.Add(Extension(Canonicals.AttestationExtension, [
                new JsonObject { ["url"] = "attester", ["valueReference"] = Person(attester) },
                new JsonObject { ["url"] = "date", ["valueDateTime"] = Word("attested") ?? "2026-01-05" },
                Answer("expectedDuration", Word("lasts") ?? "yes"), Answer("significantRisk", Word("risk") ?? "yes")]));
        }

        if (extensions.Count > 0)
            plan["extension"] = extensions;
        return plan;
    }

    private JsonObject Coverage()
    {
        var coverage = Subject(Of("Coverage"), "beneficiary");
        coverage["status"] = Word("status") ?? "active";
        if (Word("sopt") is { } type)
            coverage["type"] = Concept(Canonicals.Sopt, type);
        if (Period() is { } period)
            coverage["period"] = period;
        if (Word("order") is { } order)
            coverage["order"] = int.Parse(order, CultureInfo.InvariantCulture);
        if (Word("payor") is { } payor)
            coverage["payor"] = new JsonArray(new JsonObject { ["reference"] = "Organization/" + payor });
        return coverage;
    }

    private JsonObject Encounter(string kind)
    {
        var encounter = Subject(Of("Encounter"), "subject");
        encounter["status"] = Word("status") ?? "finished";
        var types = new JsonArray();
        if (kind == "entry" && Word("activity") != "none")
            types.Add(Concept(Canonicals.CcmActivity, Word("activity") ?? "care-coordination"));
        foreach (var program in (Word("program") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            types.Add(Concept(Canonicals.CcmProgram, program));
        foreach (var code in (Word("code") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            types.Add(Service(code));
        if (Word("stay") is { } stay)
            types.Add(Concept(Canonicals.CcmStay, stay));
        encounter["type"] = types;
        encounter["class"] = new JsonObject { ["system"] = Canonicals.ActCode, ["code"] = Word("class") ?? "AMB" };
        if (Period() is { } period)
            encounter["period"] = period;
        if (Word("length") is { } minutes)
            encounter["length"] = new JsonObject { ["value"] = int.Parse(minutes, CultureInfo.InvariantCulture), ["system"] = Canonicals.Ucum, ["code"] = "min" };
        if (Word("by") is { } people)
            encounter["participant"] = new JsonArray([.. people.Split(',').Select(Participant)]);
        if (Word("note") is { } note)
            encounter["text"] = new JsonObject { ["status"] = "additional", ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{note.Replace('_', ' ')}</div>" };
        if (VisitExtensions() is { Count: > 0 } extensions)
            encounter["extension"] = extensions;
        return encounter;
    }

    private JsonArray VisitExtensions()
    {
        var extensions = new JsonArray();
        if (Word("mdm") is { } level)
            extensions.Add(new JsonObject { ["url"] = Canonicals.MdmExtension, ["valueCode"] = level });
        if (Word("discussed") is { } discussed)
            extensions.Add(Answer(Canonicals.DiscussedExtension, discussed));
        if (Word("recorded") is { } recorded)
            extensions.Add(new JsonObject { ["url"] = Canonicals.RecordedExtension, ["valueDateTime"] = recorded });
        if (Word("planning") is { } planning)
            extensions.Add(Answer(Canonicals.ExtendedPlanningExtension, planning));
        return extensions;
    }

    // "dr-a" or "dr-a:ATND"; "own.dr-a=…/…" is the participant's own period.
    private JsonObject Participant(string text)
    {
        var parts = text.Split(':');
        var participant = new JsonObject { ["individual"] = Person(parts[0]) };
        if (parts.Length > 1)
            participant["type"] = new JsonArray(Concept(Canonicals.ParticipationType, parts[1]));
        if (Word("own." + parts[0]) is { } own)
        {
            var ends = own.Split('/');
            participant["period"] = new JsonObject { ["start"] = Zoned(ends[0]), ["end"] = Zoned(ends[1]) };
        }

        return participant;
    }

    private JsonObject Claim()
    {
        var claim = Subject(Of("Claim"), "patient");
        claim["status"] = Word("status") ?? "active";
        claim["use"] = Word("use") ?? "claim";
        if (Word("provider") is { } provider)
            claim["provider"] = Person(provider);
        if (Word("by") is { } people)
            claim["careTeam"] = new JsonArray([.. people.Split(',').Select((name, index) => new JsonObject { ["sequence"] = index + 1, ["provider"] = Person(name) })]);
        var item = new JsonObject { ["sequence"] = 1, ["productOrService"] = Service(Word("code")!) };
        Put(item, "servicedDate", Moment("on"));
        if (Word("for") is not null)
            item["servicedPeriod"] = Period();
        if (Word("encounter") is { } encounter)
            item["encounter"] = new JsonArray(new JsonObject { ["reference"] = "Encounter/" + encounter });
        claim["item"] = new JsonArray(item);
        return claim;
    }

    private JsonObject Charge()
    {
        var charge = Subject(Of("ChargeItem"), "subject");
        charge["status"] = Word("status") ?? "billable";
        charge["code"] = Service(Word("code")!);
        Put(charge, "occurrenceDateTime", Moment("on"));
        if (Word("by") is { } person)
            charge["performer"] = new JsonArray(new JsonObject { ["actor"] = Person(person) });
        if (Word("practice") is { } practice)
            charge["performingOrganization"] = new JsonObject { ["reference"] = "Organization/" + practice };
        if (Word("encounter") is { } encounter)
            charge["context"] = new JsonObject { ["reference"] = "Encounter/" + encounter };
        return charge;
    }

    private JsonObject Procedure()
    {
        var procedure = Subject(Of("Procedure"), "subject");
        procedure["status"] = Word("status") ?? "completed";
        procedure["code"] = Service(Word("code")!);
        Put(procedure, "performedDateTime", Moment("on"));
        if (Word("by") is { } person)
            procedure["performer"] = new JsonArray(new JsonObject { ["actor"] = Person(person) });
        if (Word("encounter") is { } encounter)
            procedure["encounter"] = new JsonObject { ["reference"] = "Encounter/" + encounter };
        return procedure;
    }

    private JsonObject? Period()
    {
        var start = Moment("at") ?? Moment("start");
        var end = Moment("end");
        if (Word("for") is { } length)
            end = Rendered(DateTimeOffset.Parse(start!, CultureInfo.InvariantCulture) + Clock(length));
        if (start is null && end is null)
            return null;
        var period = new JsonObject();
        Put(period, "start", start);
        Put(period, "end", end);
        return period;
    }

    private JsonObject Subject(JsonObject resource, string property) =>
        With(resource, property, new JsonObject { ["reference"] = "Patient/" + (Word("of") ?? "p1") });

    private string? Moment(string word) => Word(word) is { } text ? Zoned(text) : null;

    // A time without an offset is the practice's own.
    private string Zoned(string text)
    {
        if (!text.Contains('T', StringComparison.Ordinal) || text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            return text;
        var local = DateTime.Parse(text, CultureInfo.InvariantCulture);
        return Rendered(new DateTimeOffset(local, zone.GetUtcOffset(local)));
    }

    private static string Rendered(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static TimeSpan Clock(string text)
    {
        var parts = text.Split(':');
        return TimeSpan.FromSeconds((int.Parse(parts[0], CultureInfo.InvariantCulture) * 60) + int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private string? Word(string name) => _words.GetValueOrDefault(name);

    private static JsonObject Of(string type) => new() { ["resourceType"] = type };

    private static JsonObject Person(string id) => new() { ["reference"] = "Practitioner/" + id };

    private static JsonObject Concept(string system, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    private static JsonObject Service(string code) => Concept(code.StartsWith('G') ? Canonicals.Hcpcs : Canonicals.Cpt, code);

    private static JsonObject Answer(string url, string word) => new() { ["url"] = url, ["valueBoolean"] = word == "yes" };

    private static JsonObject Extension(string url, JsonNode[] parts) => new() { ["url"] = url, ["extension"] = new JsonArray(parts) };

    private static JsonObject With(JsonObject resource, string name, JsonNode value)
    {
        resource[name] = value;
        return resource;
    }

    private static void Put(JsonObject into, string name, string? value)
    {
        if (value is not null)
            into[name] = value;
    }
}
