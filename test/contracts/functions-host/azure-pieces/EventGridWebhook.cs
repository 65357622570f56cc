using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.EventGrid;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace AzurePieces;

/// <summary>Runs Azure's Event Grid extension in the WebJobs SDK and sends requests to its webhook.</summary>
static class EventGridWebhook
{
    static readonly ConcurrentBag<string> Seen = new();

    public static class Functions
    {
        // The host gives a worker's Event Grid trigger to the function as text.
        [FunctionName("onConformanceEvent")]
        public static void OnConformanceEvent([EventGridTrigger] string ev)
        {
            Seen.Add(ev);
            if ((bool?)JObject.Parse(ev)["data"]?["fail"] == true) throw new InvalidOperationException("refused");
        }
    }

    sealed class Types : ITypeLocator
    {
        public System.Collections.Generic.IReadOnlyList<Type> GetTypes() => new[] { typeof(Functions) };
    }

    sealed class Webhooks : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => new("http://localhost/runtime/webhooks/eventgrid");
    }

    public static async Task<JToken> Ask(JArray requests)
    {
        using var host = new HostBuilder()
            .ConfigureWebJobs(jobs => jobs.AddEventGrid())
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureServices(services =>
            {
                services.AddSingleton<ITypeLocator, Types>();
                services.AddSingleton<IWebHookProvider, Webhooks>();
            })
            .Build();
        await host.StartAsync();
        var webhook = host.Services.GetServices<IExtensionConfigProvider>()
            .OfType<IAsyncConverter<HttpRequestMessage, HttpResponseMessage>>().Single();
        var answers = new JArray();
        foreach (var request in requests) answers.Add(await One(webhook, (JObject)request));
        await host.StopAsync();
        return answers;
    }

    static async Task<JObject> One(IAsyncConverter<HttpRequestMessage, HttpResponseMessage> webhook, JObject request)
    {
        Seen.Clear();
        var query = request["functionName"] == null ? "" : $"?functionName={request["functionName"]}";
        var message = new HttpRequestMessage(
            new HttpMethod((string)request["method"] ?? "POST"), "http://localhost/runtime/webhooks/EventGrid" + query);
        if (request["type"] != null) message.Headers.Add("aeg-event-type", (string)request["type"]);
        foreach (var header in (request["headers"] as JObject)?.Properties() ?? Enumerable.Empty<JProperty>())
            message.Headers.Add(header.Name, (string)header.Value);
        if (request["body"] != null)
            message.Content = new StringContent(request["body"].ToString(), Encoding.UTF8, "application/json");
        var answer = new JObject(new JProperty("name", request["name"]));
        try
        {
            var response = await webhook.ConvertAsync(message, CancellationToken.None);
            answer["status"] = (int)response.StatusCode;
            answer["body"] = response.Content == null ? "" : await response.Content.ReadAsStringAsync();
            answer["headers"] = JObject.FromObject(response.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value)));
        }
        catch (Exception error) { answer["threw"] = error.GetType().Name + ": " + error.Message; }
        answer["events"] = new JArray(Seen.OrderBy(text => text, StringComparer.Ordinal));
        return answer;
    }
}
