namespace CcmFhirBridge.Domain.Decisions;

/// <summary>What a person decided about a patient's month (DESIGN §5).</summary>
public enum DecisionKind
{
    /// <summary>Lifts holds of the named rules. Never a block.</summary>
    Approve,

    /// <summary>Holds the month.</summary>
    Hold,

    /// <summary>Bills fewer units of a code than the time carries.</summary>
    LowerUnits,

    /// <summary>Does not bill a code; without its base code no add-on stands.</summary>
    WithholdCode,

    /// <summary>Chooses among the pathways that the time carries.</summary>
    ChoosePathway,

    /// <summary>Another practice has the patient's care management; stands for later months as well.</summary>
    EnrolledElsewhere,

    /// <summary>Names the billing practitioner; stands for later months as well.</summary>
    BillingPractitioner,

    /// <summary>The billing practitioner attests expected duration and significant risk; stands for later months as well.</summary>
    AttestRisk,

    /// <summary>The billing practitioner attests the level of decision making of the month.</summary>
    AttestDecisionMaking,

    /// <summary>Takes an earlier decision back.</summary>
    Withdraw,
}
