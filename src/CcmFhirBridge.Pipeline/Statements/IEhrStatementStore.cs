namespace CcmFhirBridge.Pipeline.Statements;

/// <summary>Keeps what an EHR says of itself, so that an upgrade shows.</summary>
public interface IEhrStatementStore
{
    /// <summary>The newest reading; null before the first.</summary>
    Task<EhrStatement?> StatementAsync(CancellationToken cancellation);

    /// <summary>Keeps a reading in the place of the one before, together with what it changed; null leaves the last change as it is.</summary>
    Task KeepStatementAsync(EhrStatement statement, StatementChange? change, CancellationToken cancellation);

    /// <summary>The last change that was seen; null when there was none.</summary>
    Task<StatementChange?> LastStatementChangeAsync(CancellationToken cancellation);
}
