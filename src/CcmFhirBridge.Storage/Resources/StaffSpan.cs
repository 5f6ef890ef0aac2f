namespace CcmFhirBridge.Storage.Resources;

/// <summary>Staff time as it is stored; start inclusive, end exclusive, in UTC ticks.</summary>
internal readonly record struct StaffSpan(string Person, long Start, long End, string Entry, string Patient)
{
    public bool IsLong => StaffIntervalSql.IsLong(Start, End);
}
