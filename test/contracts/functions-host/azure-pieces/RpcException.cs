using System;

namespace Microsoft.Azure.WebJobs.Script.Workers.Rpc;

/// <summary>Named and worded as the host's own, which the Durable extension recognises by its full name.</summary>
sealed class RpcException : Exception
{
    public RpcException(string message, string stack) : base($"Result: Failure\nException: {message}\nStack: {stack}") =>
        RemoteMessage = message;

    public string RemoteMessage { get; }
}
