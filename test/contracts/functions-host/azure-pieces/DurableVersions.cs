using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DurableTask.Core.Settings;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace AzurePieces;

/// <summary>
/// Runs the released Durable extension with DurableTask.AzureStorage as hosts of several versions, one after the other on one
/// task hub, as deployments are, and records what becomes of orchestrations of other versions.
/// </summary>
static class DurableVersions
{
    const string Root = "http://localhost/runtime/webhooks/durabletask";

    /// <summary>How long an instance is watched that must not run.</summary>
    static readonly TimeSpan Watched = TimeSpan.FromSeconds(15);

    public static async Task<JToken> Ask(string storage, JArray pairs)
    {
        var hub = "Versions" + DateTime.UtcNow.Ticks;
        var said = new JObject();
        said["comparisons"] = new JArray(pairs.Select(pair => new JObject(
            new JProperty("a", pair[0]), new JProperty("b", pair[1]),
            new JProperty("sign", Math.Sign(VersioningSettings.CompareVersions((string)pair[0], (string)pair[1]))))));

        await using (var host = await Host.Start(storage, hub, "1.1", VersioningSettings.VersionFailureStrategy.Reject))
        {
            foreach (var id in new[] { "waits", "fails", "goesOn" }) await host.StartOrchestration("TellsVersion", id);
            await host.StartOrchestration("TellsChildsVersion", "parent");
            foreach (var id in new[] { "waits", "fails", "goesOn", "parent" }) await host.Until(id, s => s == "Running");
            said["startedWithVersion"] = (await host.Status("waits"))["version"];
        }
        await using (var host = await Host.Start(storage, hub, "1.0", VersioningSettings.VersionFailureStrategy.Reject))
        {
            said["ownVersionRuns"] = await host.Run("TellsVersionAtOnce", "own");
            said["versionThatIsAsked"] = await host.Run("TellsVersionAtOnce", "asked", "&version=0.9");
            said["afterContinueAsNew"] = await host.Run("GoesOnOnce", "again");
            await host.Raise("waits");
            said["terminateAnswers"] = await host.Terminate("waits");
            await Task.Delay(Watched);
            said["laterVersionRejected"] = (await host.Status("waits"))["runtimeStatus"];
        }
        await using (var host = await Host.Start(storage, hub, "1.0", VersioningSettings.VersionFailureStrategy.Fail))
        {
            await host.Raise("fails");
            var failed = await host.Until("fails", s => s == "Failed");
            said["laterVersionFailed"] = failed["output"];
        }
        await using (var host = await Host.Start(storage, hub, "1.2", VersioningSettings.VersionFailureStrategy.Reject))
        {
            await host.Raise("goesOn");
            await host.Raise("parent");
            said["earlierVersionGoesOn"] = (await host.Until("goesOn", s => s == "Completed"))["output"];
            said["childOfEarlierVersion"] = (await host.Until("parent", s => s == "Completed"))["output"];
            said["rejectedOneUnderItsVersion"] = (await host.Until("waits", s => s is "Terminated" or "Completed"))["runtimeStatus"];
        }
        return said;
    }

    sealed class Host : IAsyncDisposable
    {
        readonly IHost host;
        readonly DurableTaskExtension extension;

        Host(IHost host)
        {
            this.host = host;
            extension = host.Services.GetServices<IExtensionConfigProvider>().OfType<DurableTaskExtension>().Single();
        }

        public static async Task<Host> Start(string storage, string hub, string version, VersioningSettings.VersionFailureStrategy onMismatch)
        {
            var host = new HostBuilder()
                .ConfigureAppConfiguration(c => c.AddInMemoryCollection(new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage }))
                .ConfigureWebJobs(b => b.AddDurableTask(o =>
                {
                    o.HubName = hub;
                    o.DefaultVersion = version;
                    o.VersionFailureStrategy = onMismatch;
                }))
                .ConfigureServices(s => s.AddSingleton<ITypeLocator, Locator>().AddSingleton<IWebHookProvider, Hook>())
                .ConfigureLogging(l => l.SetMinimumLevel(LogLevel.Error))
                .Build();
            await host.StartAsync();
            return new Host(host);
        }

        async Task<(int Status, string Text)> Send(string method, string path, string body = null)
        {
            var convert = typeof(DurableTaskExtension).GetInterfaces().Single(i => i.Name.StartsWith("IAsyncConverter")).GetMethod("ConvertAsync");
            var request = new HttpRequestMessage(new HttpMethod(method), Root + path);
            if (body != null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            var answer = await (Task<HttpResponseMessage>)convert.Invoke(extension, new object[] { request, CancellationToken.None });
            return ((int)answer.StatusCode, answer.Content == null ? "" : await answer.Content.ReadAsStringAsync());
        }

        public Task StartOrchestration(string name, string id, string query = "") => Send("POST", $"/orchestrators/{name}/{id}?code=unused{query}", "null");
        public Task Raise(string id) => Send("POST", $"/instances/{id}/raiseEvent/go", "{}");
        public async Task<int> Terminate(string id) => (await Send("POST", $"/instances/{id}/terminate?reason=asked")).Status;
        public async Task<JObject> Status(string id) => JObject.Parse((await Send("GET", "/instances/" + id)).Text);

        public async Task<JObject> Until(string id, Func<string, bool> isIt)
        {
            for (var tries = 0; tries < 600; tries++, await Task.Delay(200))
            {
                var (code, text) = await Send("GET", "/instances/" + id);
                if (code is 200 or 202 && isIt((string)JObject.Parse(text)["runtimeStatus"])) return JObject.Parse(text);
            }
            throw new TimeoutException(id + ": " + await Status(id));
        }

        public async Task<JToken> Run(string name, string id, string query = "")
        {
            await StartOrchestration(name, id, query);
            return (await Until(id, s => s == "Completed"))["output"];
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    sealed class Locator : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => new[] { typeof(Functions) };
    }

    sealed class Hook : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => new Uri(Root + "?code=unused");
    }

    public class Functions
    {
        [FunctionName("TellsVersion")]
        public async Task<string> TellsVersion([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            await context.WaitForExternalEvent("go");
            return context.Version;
        }

        [FunctionName("TellsVersionAtOnce")]
        public Task<string> TellsVersionAtOnce([OrchestrationTrigger] IDurableOrchestrationContext context) => Task.FromResult(context.Version);

        [FunctionName("TellsChildsVersion")]
        public async Task<JObject> TellsChildsVersion([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            await context.WaitForExternalEvent("go");
            return new JObject(
                new JProperty("own", context.Version),
                new JProperty("child", await context.CallSubOrchestratorAsync<string>("TellsVersionAtOnce", null)));
        }

        [FunctionName("GoesOnOnce")]
        public Task<string> GoesOnOnce([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            if (context.GetInput<JToken>()?.Type == JTokenType.Integer) return Task.FromResult(context.Version);
            context.ContinueAsNew(1);
            return Task.FromResult("");
        }
    }
}
