namespace CcmFhirBridge.Torture;

/// <summary>What the attacked home stores its tenants in.</summary>
internal enum AttackStore
{
    Sqlite,
    Postgres,
}
