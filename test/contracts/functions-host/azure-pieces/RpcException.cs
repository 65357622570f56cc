using System;

namespace Microsoft.Azure.WebJobs.Script.Workers.Rpc;

/// <summary>
/// Has the full name and the message of the host's own exception, because the Durable extension checks the full name.
/// </summary>
sealed class RpcException : Exception
{
    public RpcException(string message, string stack) : base($"Result: Failure\nException: {message}\nStack: {stack}") =>
        RemoteMessage = message;

    public string RemoteMessage { get; }
}
