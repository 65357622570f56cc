using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Azure.WebJobs.Extensions.Http;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace AzurePieces;

/// <summary>
/// Maps functions with the host's own router, in the host's order (by name), and records which function answers.
/// </summary>
static class Routes
{
    sealed class Remember : IWebJobsRouteHandler
    {
        public string Function;
        public Task InvokeAsync(HttpContext context, string functionName) { Function = functionName; return Task.CompletedTask; }
    }

    public static async Task<JToken> Ask(JObject table)
    {
        var services = new ServiceCollection().AddLogging().AddOptions();
        services.AddRouting();
        services.AddHttpBindingRouting();
        var provider = services.BuildServiceProvider();
        var router = provider.GetRequiredService<IWebJobsRouter>();
        var remember = new Remember();
        var builder = router.CreateBuilder(remember, "api");
        // FunctionMetadataManager.LoadFunctionMetadata sorts like this, and the routes manager maps in that order.
        foreach (var f in table["functions"].OrderBy(f => (string)f["name"], StringComparer.OrdinalIgnoreCase))
        {
            var constraints = new RouteValueDictionary();
            if (f["methods"] is JArray methods)
                constraints.Add("httpMethod", new HttpMethodRouteConstraint(methods.Select(m => (string)m).ToArray()));
            var name = (string)f["name"];
            builder.MapFunctionRoute(name, (string)f["route"] ?? name, constraints, name);
        }
        router.AddFunctionRoutes(builder.Build(), null);
        var answers = new JArray();
        foreach (var request in table["requests"])
        {
            remember.Function = null;
            var context = new DefaultHttpContext { RequestServices = provider };
            context.Request.Method = (string)request["method"];
            context.Request.Path = PathString.FromUriComponent((string)request["path"]);
            var route = new RouteContext(context);
            await router.RouteAsync(route);
            if (route.Handler != null)
            {
                context.Features.Set<IRoutingFeature>(new RoutingFeature { RouteData = route.RouteData });
                await route.Handler(context);
            }
            answers.Add(new JObject(
                new JProperty("request", $"{request["method"]} {request["path"]}"),
                new JProperty("function", remember.Function),
                new JProperty("params", remember.Function == null ? null : JObject.FromObject(
                    route.RouteData.Values.Where(v => v.Value != null).ToDictionary(v => v.Key, v => v.Value.ToString())))));
        }
        return answers;
    }
}
