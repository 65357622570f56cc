using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RpcException = Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException;

namespace AzurePieces;

/// <summary>Records single facts by running the code of Azure that decides each of them.</summary>
static class Facts
{
    public static async Task<JToken> Ask() => new JObject(
        new JProperty("activityInputAsText", ActivityInputs()),
        new JProperty("undefinedFromHttpFunction", await NullResult()),
        new JProperty("datesInEvents", DatesInEvents()),
        new JProperty("cookies", Cookies()),
        new JProperty("status", StatusShape()),
        new JProperty("enums", Enums()),
        new JProperty("failureMessages", FailureMessages()));

    static Assembly Durable => Assembly.LoadFrom(
        Path.Combine(AppContext.BaseDirectory, "Microsoft.Azure.WebJobs.Extensions.DurableTask.dll"));
    static Type Find(string name) => Durable.GetType("Microsoft.Azure.WebJobs.Extensions.DurableTask." + name, true);

    /// <summary>
    /// Calls DurableActivityContext.GetInput(typeof(string)), the extension's own code, on an object that is created
    /// without its constructor.
    /// </summary>
    static JObject ActivityInputs()
    {
        var type = Find("DurableActivityContext");
        var answers = new JObject();
        foreach (var json in new[] { "true", "false", "5", "1.0", "1.5e300", "12345678901234567890", "\"text\"", "\"\\\"twice\\\"\"", "\"2026-01-02T03:04:05.678Z\"", "null", "[]", "{\"a\": 1.0, \"at\": \"2026-01-02T03:04:05.6780Z\"}", "[1,true,null]" })
        {
            try
            {
                var context = RuntimeHelpers.GetUninitializedObject(type);
                var flags = BindingFlags.NonPublic | BindingFlags.Instance;
                type.GetField("serializedInput", flags).SetValue(context, json);
                type.GetField("parsedJsonInput", flags).SetValue(context, ParseAsTheExtensionDoes(json));
                var value = type.GetMethod("GetInput", flags, new[] { typeof(Type) }).Invoke(context, new object[] { typeof(string) });
                answers[json] = value == null ? JValue.CreateNull() : (string)value;
            }
            catch (Exception error) { answers[json] = "threw " + (error.InnerException ?? error).Message; }
        }
        return answers;
    }

    static JToken ParseAsTheExtensionDoes(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return JToken.Load(reader);
    }

    /// <summary>The host's HttpBinding.SetResponse turns a missing return value into ObjectResult(null).</summary>
    static async Task<JObject> NullResult()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddMvcCore();
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Response.Body = body;
        await new ObjectResult(null).ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
        return new JObject(new JProperty("status", context.Response.StatusCode), new JProperty("body", Encoding.UTF8.GetString(body.ToArray())));
    }

    /// <summary>
    /// The Event Grid extension parses with JToken.Parse and makes the text with ToString, which rewrites dates.
    /// </summary>
    static JObject DatesInEvents()
    {
        var answers = new JObject();
        foreach (var date in new[] { "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.6780000Z", "2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.100Z", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05+01:00", "2026-01-02T03:04:05.5-08:00", "2026-01-02T03:04:05", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04Z", "2026-01-02", "2026-01-02 03:04:05Z", "2026-01-02t03:04:05z", "/Date(1767323045678)/", "2026-13-02T03:04:05Z", " 2026-01-02T03:04:05Z", "text" })
            answers[date] = JObject.Parse(JToken.Parse(new JObject(new JProperty("at", date)).ToString()).ToString(Formatting.Indented).Replace("\"at\": \"", "\"at\": \"raw:"))["at"].ToString().Substring(4);
        return answers;
    }

    /// <summary>ASP.NET writes the cookies that the host's RawScriptResult appends for a worker.</summary>
    static JArray Cookies()
    {
        var context = new DefaultHttpContext();
        var cookies = context.Response.Cookies;
        cookies.Append("plain", "value");
        cookies.Append("escaped", "a b;c=d,\u00e9%");
        cookies.Append("attributes", "v", new CookieOptions { Domain = "example.test", Path = "/sub", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromSeconds(60) });
        cookies.Append("expires", "v", new CookieOptions { Expires = DateTimeOffset.FromUnixTimeSeconds(1767323045), SameSite = SameSiteMode.None });
        cookies.Append("lax", "v", new CookieOptions { SameSite = SameSiteMode.Lax });
        return new JArray(context.Response.Headers.SetCookie.ToArray());
    }

    static JObject StatusShape()
    {
        var type = Find("StatusResponsePayload");
        return JObject.Parse(JsonConvert.SerializeObject(Activator.CreateInstance(type)));
    }

    static JObject Enums()
    {
        JObject Of(Type type) => JObject.FromObject(Enum.GetNames(type).ToDictionary(n => n, n => Convert.ToInt32(Enum.Parse(type, n))));
        var shim = Find("OutOfProcOrchestrationShim");
        return new JObject(
            new JProperty("runtimeStatus", Of(Find("OrchestrationRuntimeStatus"))),
            new JProperty("schemaVersion", Of(shim.GetNestedType("SchemaVersion", BindingFlags.NonPublic))),
            new JProperty("actionType", Of(shim.GetNestedType("AsyncActionType", BindingFlags.NonPublic))));
    }

    static JObject FailureMessages()
    {
        var type = Find("OutOfProcExceptionHelpers");
        string Friendly(string message) => OfException(new Exception(message));
        string OfException(Exception exception)
        {
            var args = new object[] { exception, null };
            return (bool)type.GetMethod("TryGetExceptionWithFriendlyMessage").Invoke(null, args) ? ((Exception)args[1]).Message : null;
        }
        string State(string message)
        {
            var args = new object[] { new Exception(message), null };
            return (bool)type.GetMethod("TryExtractOutOfProcStateJson").Invoke(null, args) ? (string)args[1] : null;
        }
        const string state = "{\"isDone\":false,\"actions\":[[]],\"error\":\"boom\",\"schemaVersion\":2}";
        return new JObject(
            new JProperty("ofActivityFromTheHost", OfException(new RpcException("boom", "Error: boom\n    at x"))),
            new JProperty("ofActivityOfOlderHosts", Friendly("Result: Failure\nException: boom\nStack: Error: boom\n    at x")),
            new JProperty("ofActivityWithLines", Friendly("Result: Failure\nException: one\ntwo\nStack: Error: one\ntwo")),
            new JProperty("ofEmpty", Friendly("Result: Failure\nException: \nStack: Error")),
            new JProperty("orchestratorMessage", Friendly("Result: Failure\nException: boom\n\n$OutOfProcData$:" + state + "\nStack: s")),
            new JProperty("orchestratorState", State("Result: Failure\nException: boom\n\n$OutOfProcData$:" + state + "\nStack: s")),
            new JProperty("orchestratorStateWhenDone", State("Result: Failure\nException: boom\n\n$OutOfProcData$:" + state.Replace("false", "true") + "\nStack: s")),
            new JProperty("notFromAWorker", Friendly("boom")));
    }
}
