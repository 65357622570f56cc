using System;
using System.IO;
using System.Threading.Tasks;
using AzurePieces;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

// Usage: dotnet run --project test/contracts/functions-host/azure-pieces -- test/contracts/functions-host
// A connection string of a storage account, such as that of an Azurite, as a second argument also runs the Durable extension.
string suite = args[0], outputs = Path.Combine(suite, "recorded");
Directory.CreateDirectory(outputs);
async Task Record(string name, Task<JToken> answers) =>
    File.WriteAllText(Path.Combine(outputs, name), (await answers).ToString(Formatting.Indented) + "\n");
JToken Read(string name) => JsonConvert.DeserializeObject<JToken>(
    File.ReadAllText(Path.Combine(suite, name)), new JsonSerializerSettings { DateParseHandling = DateParseHandling.None });

await Record("routes.json", Routes.Ask((JObject)Read("app/routes.json")));
await Record("event-grid.json", EventGridWebhook.Ask((JArray)Read("event-grid.json")));
await Record("facts.json", Facts.Ask());
if (args.Length > 1) await Record("durable.json", DurableHub.Ask(args[1], (JArray)Read("durable-bodies.json")));
if (args.Length > 1) await Record("durable-versions.json", DurableVersions.Ask(args[1], (JArray)Read("durable-versions.json")));
Console.WriteLine("recorded");
Environment.Exit(0);
