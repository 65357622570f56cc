import swc from '@swc/core';

/** dependency-cruiser parses with swc, and leaves it to be done to tell it of JSX (its extract/swc/parse.mjs): it is told here. */
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

/** Folders of pure rules: what is true, and what follows from it. All of them may import `plain` and `clusters`. */
const pure =
  '^shared/(plain|clusters|isolation|preflight|workloads|manifests|plans|posture|alerts|runs|fleet|events|telemetry|evidence|reports)/';
/** Coded errors and their forms as text: pure too, and everybody may import them. */
const errors = '^shared/errors/';
const adapters = '^shared/(azure|kubernetes|storage|alerting)/';

/** The import rules of the architecture. Each comment is what a reviewer would say. */
export default {
  forbidden: [
    {
      name: 'pure-rules-do-no-io',
      severity: 'error',
      comment: 'What is true must not depend on clock, network or disk: pass the facts in, or move this to an adapter.',
      from: { path: [pure, errors] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-rules-know-few-libraries',
      severity: 'error',
      comment:
        'The pure folders know Kubernetes and Azure by their types (test/architecture.test.ts) and run nothing but zod.',
      from: { path: pure, pathNot: '^shared/(manifests|reports)/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(zod|@kubernetes/client-node|@azure/arm-containerservice)/' },
    },
    {
      name: 'manifests-know-yaml',
      severity: 'error',
      comment: 'Manifests are text, and YAML is what they are written in: its library is all that this room needs.',
      from: { path: '^shared/manifests/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(zod|yaml)/' },
    },
    {
      name: 'reports-know-their-formats',
      severity: 'error',
      comment:
        'A report is plain data that one renderer a format writes: it needs what writes that format, and no more.',
      from: { path: '^shared/reports/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(yaml|csv-stringify|fast-xml-builder|uuid|@types/sarif)/' },
    },
    {
      name: 'pure-rules-stay-among-themselves',
      severity: 'error',
      comment: 'A rule that needs the workflow, a port or an adapter is no rule: turn the dependency around.',
      from: { path: pure },
      to: { path: '^(shared|functions|emulator)/', pathNot: [pure, errors] },
    },
    {
      name: 'clusters-are-the-ground',
      severity: 'error',
      comment: 'Everybody must be able to say which cluster is meant: what names it knows no rule.',
      from: { path: '^shared/(clusters|plain)/' },
      to: { path: '^shared/', pathNot: '^shared/(clusters|plain)/' },
    },
    {
      name: 'ports-are-promises-only',
      severity: 'error',
      comment: 'A port says what we need and nothing else: import only types of the pure folders and other ports.',
      from: { path: '^shared/ports/' },
      to: { pathNot: [pure, '^shared/ports/', 'node_modules/@kubernetes/client-node/'] },
    },
    {
      name: 'workflow-narrates',
      severity: 'error',
      comment: 'The workflow says what happens, in order. Who does it is an act (by its type), and how is an adapter.',
      from: { path: '^shared/workflow/' },
      to: {
        path: '.',
        pathNot: [pure, '^shared/(ports|activities|workflow)/', 'node_modules/durable-functions/'],
      },
    },
    {
      name: 'activities-know-no-adapter',
      severity: 'error',
      comment:
        'An act asks a port, and create-adapters.ts chooses who fulfils it. That Durable calls it is not its business.',
      from: { path: '^shared/activities/' },
      to: { path: '.', pathNot: [pure, errors, '^shared/(ports|activities)/'] },
    },
    {
      name: 'adapters-serve',
      severity: 'error',
      comment: 'An adapter keeps a port. What is to be done, and when, is told to it.',
      from: { path: adapters },
      to: { path: '^(shared/(activities|workflow|api)|functions)/' },
    },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      comment: 'Adapters never meet one another: what one needs of another goes through a port.',
      from: { path: '^shared/(azure|kubernetes|storage|alerting)/' },
      to: { path: adapters, pathNot: '^shared/$1/' },
    },
    {
      name: 'outbound-knows-nobody',
      severity: 'error',
      comment: 'Limits of what others answer hold for every adapter alike: they know no port and no adapter.',
      from: { path: '^shared/outbound/' },
      to: { path: '^shared/', pathNot: ['^shared/(outbound|plain|tracing)/', errors] },
    },
    {
      name: 'signatures-know-nobody',
      severity: 'error',
      comment:
        'What checks a signature is the same for app and command: it knows keys and bytes, and nothing of proofs.',
      from: { path: '^shared/signatures/' },
      to: { path: '^shared/', pathNot: '^shared/signatures/' },
    },
    {
      name: 'tracing-knows-nobody',
      severity: 'error',
      comment: 'What is told of calls is the same whoever calls: tracing knows the table of names and no adapter.',
      from: { path: '^shared/tracing/' },
      to: { path: '^shared/', pathNot: ['^shared/(tracing|telemetry|plain)/', errors] },
    },
    {
      name: 'exporters-are-loaded-by-telemetry-alone',
      severity: 'error',
      comment:
        "OpenTelemetry's SDK is loaded only where telemetry goes somewhere; everybody else knows its API at most.",
      from: { path: '^(shared|functions)/', pathNot: '^shared/exporters/' },
      to: { path: 'node_modules/(@azure/monitor-|@opentelemetry/(?!api(-logs)?/))' },
    },
    {
      name: 'only-create-adapters-knows-adapters',
      severity: 'error',
      comment: 'Wiring is done in one place, so that there is one place to read.',
      from: { path: '^(shared|functions)/', pathNot: ['^shared/create-adapters\\.ts$', adapters] },
      to: { path: adapters },
    },
    {
      name: 'only-functions-know-azure-functions',
      severity: 'error',
      comment: 'Everything but the doorbells must be usable without a Functions host.',
      from: { path: '^(shared|emulator)/' },
      to: { path: 'node_modules/@azure/functions/' },
    },
    {
      name: 'only-functions-and-workflow-know-durable',
      severity: 'error',
      comment: 'Durable Functions is how the workflow survives; nobody else needs to know.',
      from: { path: '^(shared|emulator)/', pathNot: '^shared/workflow/' },
      to: { path: 'node_modules/durable-functions/' },
    },
    {
      name: 'emulator-is-a-foreign-country',
      severity: 'error',
      comment:
        'If the emulator imported us, it could only agree with us. It loads the built app by path, as the host does.',
      from: { path: '^emulator/' },
      to: { path: '^(shared|functions)/' },
    },
    {
      name: 'nobody-imports-the-emulator',
      severity: 'error',
      comment: 'Production code reaches Azure over the wire, also when Azure is emulated.',
      from: { path: '^(shared|functions)/' },
      to: { path: '^(emulator|test|scripts|bench)/' },
    },
    {
      name: 'the-command-drives-what-is-deployed',
      severity: 'error',
      comment:
        'The command calls the API, or drives the workflow itself: it knows neither the Functions host nor Azure, and the emulator over the wire alone.',
      from: { path: '^cli/' },
      to: {
        path: [
          '^(functions|emulator|scripts|test|bench)/',
          '^shared/(azure|storage|alerting|exporters)/',
          'node_modules/(@azure/|@kubernetes/|@opentelemetry/)',
        ],
      },
    },
    {
      name: 'the-driver-knows-no-proof',
      severity: 'error',
      comment:
        'What Durable Functions is to the workflow, the driver is here: it knows no orchestrator and no activity.',
      from: { path: '^cli/driver/' },
      to: { path: '^(cli|shared)/', pathNot: '^cli/driver/' },
    },
    {
      name: 'the-page-knows-the-api-by-its-schema',
      severity: 'error',
      comment:
        'What runs in a browser is told everything by the API: of ours it has the types of answers and operations, and nothing that runs (test/architecture.test.ts).',
      from: { path: '^page/' },
      to: {
        path: '^(shared|functions|cli|emulator|scripts|test|bench)/',
        pathNot: '^shared/api/(answers/|operations/|operation\\.ts$)',
      },
    },
    {
      name: 'nobody-needs-the-page',
      severity: 'error',
      comment: 'The page is built by itself and served as files.',
      from: { path: '^(shared|functions|cli|emulator|scripts|bench)/' },
      to: { path: '^page/' },
    },
    {
      name: 'only-a-proof-knows-the-cluster',
      severity: 'error',
      comment: 'All but a proof without a deployment is said to the API: cli/prove opens the cluster, and nobody else.',
      from: { path: '^cli/', pathNot: '^cli/prove/' },
      to: { path: '^shared/(kubernetes|workflow|activities)/' },
    },
    {
      name: 'nobody-needs-the-command',
      severity: 'error',
      comment:
        'What is deployed knows no command line. Scripts share the terminal with it, and nothing else. Benchmarks measure what it does.',
      from: { path: '^(shared|functions|emulator|scripts)/' },
      to: { path: '^cli/', pathNot: '^cli/terminal/' },
    },
    {
      name: 'tests-share-by-support',
      severity: 'error',
      comment: 'Tests of one folder must not need those of another: what several need is a tool of test/support.',
      from: { path: '^test/([^/]+)/' },
      to: { path: '^test/', pathNot: ['^test/$1/', '^test/support/'] },
    },
    {
      name: 'tests-know-of-scripts-the-local-stack',
      severity: 'error',
      comment: 'Scripts are for people. What tests of others start as well belongs in scripts/local-stack.',
      from: {
        path: '^test/',
        pathNot: ['^test/scripts/', '^test/contracts/test-host\\.ts$', '/record-histories\\.ts$'],
      },
      to: { path: '^scripts/', pathNot: '^scripts/local-stack/' },
    },
    {
      name: 'scripts-know-no-test',
      severity: 'error',
      comment: 'Tests start what scripts start, so a script that needs a test closes a circle.',
      from: { path: '^scripts/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-barrels',
      severity: 'error',
      comment: 'Import the file that has the thing: its name tells what it does.',
      from: {},
      to: { path: '^(shared|functions|page|emulator|cli)/.*index\\.tsx?$' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment:
        "Nobody imports this and it imports nobody: delete it, or say here what it is for. A script of the page of the API's document is loaded by that page.",
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^test/', '^bench/', '^scripts/package/docs/'] },
      to: {},
    },
    {
      name: 'no-unread-files',
      severity: 'error',
      comment: 'No file of the product imports this: what only a test reads is not needed.',
      module: {
        path: '^(shared|functions|page|emulator|cli)/',
        pathNot: [
          '^(functions|cli)/main\\.ts$',
          // The build has Durable's client import it, in the place of axios (scripts/package/lean/lean-durable.ts).
          '^functions/durable-client/call-host\\.ts$',
          // Tells the compiler of a package, and is not imported.
          '\\.d\\.ts$',
          '^page/(main\\.tsx|style/|.*\\.(json|html|svg|md)$)',
          '^emulator/(functions-host/)?main\\.ts$',
          '^cli/kataproof\\.cjs$',
        ],
        numberOfDependentsLessThan: 1,
      },
      from: { path: '^(shared|functions|page|emulator|cli)/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'This import leads nowhere. A pipeline of a test imports the client that the test generates.',
      from: { pathNot: '^test/http/second-client/pipeline\\.ts$' },
      to: { couldNotResolve: true, pathNot: '@azure/functions-core' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
