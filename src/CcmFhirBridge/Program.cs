using CcmFhirBridge.Commands;

return await BridgeCommands.RunAsync(args, CommandEnvironment.OfProcess(), CancellationToken.None);
