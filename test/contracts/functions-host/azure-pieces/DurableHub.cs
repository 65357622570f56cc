using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
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
/// Runs the released Durable extension with DurableTask.AzureStorage in the WebJobs SDK, and records what its HTTP API
/// says of bodies and how long its timers wait.
/// </summary>
static class DurableHub
{
    const string Root = "http://localhost/runtime/webhooks/durabletask";

    public static async Task<JToken> Ask(string storage, JArray bodies)
    {
        using var host = new HostBuilder()
            .ConfigureAppConfiguration(c => c.AddInMemoryCollection(new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage }))
            .ConfigureWebJobs(b => b.AddDurableTask(o => o.HubName = "Pieces" + DateTime.UtcNow.Ticks))
            .ConfigureServices(s => s.AddSingleton<ITypeLocator, Locator>().AddSingleton<IWebHookProvider, Hook>())
            .ConfigureLogging(l => l.SetMinimumLevel(LogLevel.Error))
            .Build();
        await host.StartAsync();
        var extension = host.Services.GetServices<IExtensionConfigProvider>().OfType<DurableTaskExtension>().Single();
        var convert = typeof(DurableTaskExtension).GetInterfaces().Single(i => i.Name.StartsWith("IAsyncConverter")).GetMethod("ConvertAsync");

        async Task<(int Status, string Text)> Send(string method, string path, string body = null)
        {
            var request = new HttpRequestMessage(new HttpMethod(method), Root + path);
            if (body != null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            var answer = await (Task<HttpResponseMessage>)convert.Invoke(extension, new object[] { request, CancellationToken.None });
            return ((int)answer.StatusCode, answer.Content == null ? "" : await answer.Content.ReadAsStringAsync());
        }
        async Task<string> Start(string name, string input) => (string)JObject.Parse((await Send("POST", "/orchestrators/" + name, input)).Text)["id"];
        async Task<JToken> Output(string id)
        {
            for (var tries = 0; tries < 200; tries++, await Task.Delay(200))
            {
                var status = JObject.Parse((await Send("GET", "/instances/" + id)).Text);
                if ((string)status["runtimeStatus"] == "Completed") return status["output"];
            }
            throw new TimeoutException(id);
        }
        JToken Say((int Status, string Text) answer) => new JObject(
            new JProperty("status", answer.Status),
            new JProperty("message", answer.Status < 400 ? null : (string)JObject.Parse(answer.Text)["Message"]));

        var said = new JArray();
        foreach (var body in bodies.Select(b => (string)b))
        {
            var answered = await Send("POST", "/orchestrators/WaitsForGo", body);
            var started = Say(answered);
            var startedId = answered.Status == 202 ? (string)JObject.Parse(answered.Text)["id"] : null;
            var id = await Start("WaitsForGo", "null");
            var raised = Say(await Send("POST", $"/instances/{id}/raiseEvent/go", body));
            if ((int)raised["status"] == 202) raised["taken"] = await Output(id);
            if ((int)started["status"] == 202) started["input"] = JObject.Parse((await Send("GET", "/instances/" + startedId)).Text)["input"];
            said.Add(new JObject(new JProperty("body", body), new JProperty("start", started), new JProperty("event", raised)));
        }
        var timers = new JObject();
        foreach (var ms in new[] { 500, 1000, 1200, 2500 })
        {
            var waits = new List<double>();
            for (var tries = 0; tries < 5; tries++) waits.Add((double)await Output(await Start("Sleeps", ms.ToString())));
            timers[ms.ToString()] = waits.Min() < ms ? "early" : "in time";
        }
        await Start("Retries", "null");
        while (Functions.Tries.Count < 4) await Task.Delay(200);
        var moments = Functions.Tries.ToArray();
        var gaps = moments.Skip(1).Select((moment, index) => (moment - moments[index]).TotalMilliseconds);
        await host.StopAsync();
        return new JObject(
            new JProperty("bodies", said),
            new JProperty("timersOfMilliseconds", timers),
            new JProperty("retriesAfterASecond", gaps.Min() < 1000 ? "early" : "in time"));
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
        public static readonly ConcurrentQueue<DateTime> Tries = new();

        [FunctionName("Sleeps")]
        public async Task<double> Sleeps([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            var from = context.CurrentUtcDateTime;
            await context.CreateTimer(from.AddMilliseconds(context.GetInput<double>()), CancellationToken.None);
            return (context.CurrentUtcDateTime - from).TotalMilliseconds;
        }

        [FunctionName("WaitsForGo")]
        public Task<JToken> WaitsForGo([OrchestrationTrigger] IDurableOrchestrationContext context) => context.WaitForExternalEvent<JToken>("go");

        [FunctionName("Retries")]
        public Task Retries([OrchestrationTrigger] IDurableOrchestrationContext context) =>
            context.CallActivityWithRetryAsync("Fails", new RetryOptions(TimeSpan.FromSeconds(1), 4), null);

        [FunctionName("Fails")]
        public void Fails([ActivityTrigger] object input)
        {
            Tries.Enqueue(DateTime.UtcNow);
            throw new InvalidOperationException("boom");
        }
    }
}
