using CcmFhirBridge.EndToEndTests.Services;
using Xunit.Runner.InProc.SystemConsole;
using Xunit.v3;

// The tests of the service wait more than they work.
[assembly: Parallelization(MaxThreads = 5)]

namespace CcmFhirBridge.EndToEndTests;

/// <summary>The suite; and, when a test asks for it, the product as a process of its own.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => arguments is [ServiceProcess.Child, var now, .. var command]
        ? ServiceProcess.BecomeAsync(now, command)
        : ConsoleRunner.Run(arguments);
}
