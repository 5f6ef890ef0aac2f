namespace CcmFhirBridge.Tests.Cases;

/// <summary>Which seconds count, and which do not (DESIGN §4, time entry and its span).</summary>
internal static class TimeCases
{
    public const string Table = """
        # Twenty minutes to the second are the first unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-14 staff=1200 practitioner=0 excluded=0 surplus=0 payer=medicare-part-b dx=E11.9,I10 biller=Practitioner/dr-a npi=1234567893
        ? consent.active met
        ? conditions.two-groups met

        # One second less is nothing
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        = none nothing staff=1199 surplus=1199

        # Seconds are summed and floored once
        entry e1 by=rn-s at=2026-04-14T10:00 for=6:40
        entry e2 by=rn-s at=2026-04-15T10:00 for=6:40
        entry e3 by=rn-s at=2026-04-16T10:00 for=6:40
        = bill 99490x1 2026-04-16 staff=1200

        # Forty minutes are two codes
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill 99490x1,99439x1 2026-04-14 staff=2400 surplus=0

        # A third further block is never billed
        entry e1 by=rn-s at=2026-04-14T10:00 for=80:00
        = bill 99490x1,99439x2 2026-04-14 staff=4800 surplus=1200

        # Scheduling never counts
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-14T11:00 for=20:00 activity=scheduling
        = bill 99490x1 staff=1200 excluded=1200 by=not-countable-activity:1200

        # A contact attempt counts only by policy
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 activity=contact-attempt
        = none nothing by=not-countable-activity:1200

        # A contact attempt counts where the practice says so
        policy countContactAttempts true
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 activity=contact-attempt
        = bill 99490x1 staff=1200

        # An activity that nobody knows is not counted and holds
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 activity=astrology
        = hold nothing staff=0 by=unknown-activity:1200
        ? time.unknown-activity cannot-tell hold

        # Time of the programme that names no activity is not counted, and is not lost without a word
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 activity=none program=ccm
        = hold nothing staff=0 by=unknown-activity:1200
        ? time.unknown-activity cannot-tell hold

        # Time of no programme and no activity is an encounter like any other
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 activity=none
        = none nothing staff=0

        # A text that says nothing is for the quality review and bills all the same
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 note=Followed_up_with_patient.
        = bill 99490x1 staff=1200
        ? note.text not-met warn

        # A text that says what was done satisfies
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 note=Metformin_raised_to_1000_mg,_daughter_will_measure_glucose.
        = bill 99490x1 staff=1200
        ? note.text met

        # An entry of eight days later is late
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 recorded=2026-04-22T08:00:00-04:00
        = bill 99490x1 staff=1200
        ? note.late not-met warn

        # An entry of the seventh day is not
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 recorded=2026-04-21T23:59:00-04:00
        = bill 99490x1 staff=1200
        ? note.late met

        # The practice says what late is
        policy lateEntryDays 2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 recorded=2026-04-17T08:00:00-04:00
        = bill 99490x1 staff=1200
        ? note.late not-met warn

        # A second belongs to one programme
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-14T10:10 for=20:00 program=rpm
        = none nothing staff=600 excluded=1800 by=other-program:1800

        # An entry that names two programmes is not wholly this one's
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 program=ccm,rpm
        = none nothing staff=0 by=other-program:1200

        # Time that the same person logged as scheduling is not also care coordination
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-14T10:10 for=10:00 activity=scheduling
        = none nothing staff=600

        # An entry without an end holds when it could change the codes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15T10:00
        = hold 99490x1 staff=1200
        ? time.open-ended cannot-tell hold

        # An entry that could reach the floor holds rather than vanishes
        entry e1 by=rn-s at=2026-04-15T10:00
        = hold nothing staff=0
        ? time.open-ended cannot-tell hold

        # A day without a time is not counted
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15 end=2026-04-15
        = hold 99490x1 staff=1200
        ? time.date-only cannot-tell hold

        # An entry that ends before it starts is not counted
        entry e1 by=rn-s at=2026-04-14T10:00 end=2026-04-14T09:00
        = hold nothing staff=0
        ? time.no-span cannot-tell hold

        # Length alone makes the span
        entry e1 by=rn-s at=2026-04-14T10:00 length=20
        = bill 99490x1 staff=1200

        # Where length and period differ the shorter counts
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00 length=20
        = bill 99490x1 staff=1200
        ? time.length cannot-tell warn

        # A longer length adds nothing
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 length=40
        = bill 99490x1 staff=1200
        ? time.length cannot-tell warn

        # A length of nothing against a period is said
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=20:00 length=0
        = bill 99490x1 staff=1200
        ? time.length cannot-tell warn

        # Four hours are believed
        entry e1 by=rn-s at=2026-04-14T08:00 for=240:00
        = bill 99490x1,99439x2 staff=14400

        # A second more than four hours is not
        entry e1 by=rn-s at=2026-04-14T08:00 for=240:01
        = hold nothing staff=0 by=too-long:14401
        ? time.too-long cannot-tell hold

        # An unfinished entry is no entry
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 status=in-progress
        = none nothing staff=0 excluded=0

        # The practitioner's open-ended entry may make the pathway a choice, however much the staff worked
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00
        = hold 99490x1,99439x2 staff=3600
        """;
}
