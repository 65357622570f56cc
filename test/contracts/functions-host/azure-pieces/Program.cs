using System;
using System.IO;
using System.Runtime.Loader;
using System.Threading.Tasks;
using AzurePieces;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

// Usage: dotnet run --project test/contracts/functions-host/azure-pieces -- test/contracts/functions-host
// An older Microsoft.Extensions.Azure replaces the version that the Event Grid extension needs (see the project file).
AssemblyLoadContext.Default.Resolving += (context, name) =>
{
    if (name.Name == "DurableTask.Core") return AbsentDurableCore.Load(context, name);
    var path = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
    return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
};

string suite = args[0], outputs = Path.Combine(suite, "recorded");
Directory.CreateDirectory(outputs);
async Task Record(string name, Task<JToken> answers) =>
    File.WriteAllText(Path.Combine(outputs, name), (await answers).ToString(Formatting.Indented) + "\n");
JToken Read(string name) => JsonConvert.DeserializeObject<JToken>(
    File.ReadAllText(Path.Combine(suite, name)), new JsonSerializerSettings { DateParseHandling = DateParseHandling.None });

await Record("routes.json", Routes.Ask((JObject)Read("app/routes.json")));
await Record("event-grid.json", EventGridWebhook.Ask((JArray)Read("event-grid.json")));
await Record("facts.json", Facts.Ask());
Console.WriteLine("recorded");
