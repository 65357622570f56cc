const container = `name: main
image: registry.example/api:1`;

/** Manifests as people and tools write them, each with the number of lines that may be put in or change. */
export const oddManifests: Record<string, { text: string; lines: number }> = {
  'a plain Pod': {
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: m\n',
    lines: 1,
  },
  'sequences that are not indented, and odd indentation': {
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n      template:\n         spec:\n             containers:\n             - name: m\n               image: b\n',
    lines: 1,
  },
  'comments everywhere': {
    text: '# first\napiVersion: v1 # version\nkind: Pod\nmetadata:\n  name: a\n# before spec\nspec: # the pod\n\n  # about containers\n  #\n  containers: # list\n    # one\n    - name: m # main\n# last\n',
    lines: 1,
  },
  'Windows line endings': {
    text: 'apiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n  name: a\r\nspec:\r\n  containers:\r\n    - name: m\r\n',
    lines: 1,
  },
  'a byte order mark': { text: '\uFEFFapiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: m\n', lines: 1 },
  'no line ending at the end': { text: 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: m', lines: 1 },
  'several documents, empty ones, ends and directives': {
    text: '---\n---\n# nothing\n---\napiVersion: v1\nkind: Pod\nspec:\n  containers: []\n...\n%YAML 1.1\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: s\n---\napiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers: []\n---\n',
    lines: 2,
  },
  'flow maps': {
    text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [ { name: m } ] }\n---\n{apiVersion: v1, kind: Pod, spec: {containers: []}}\n',
    lines: 2,
  },
  'a flow map over many lines': {
    text: 'apiVersion: v1\nkind: Pod\nspec: {\n    containers: [\n      { name: m },\n    ],\n  }\n',
    lines: 1,
  },
  'compact JSON': {
    text: '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"m"}],"restartPolicy":"Never"}}',
    lines: 1,
  },
  'pretty JSON with tabs': {
    text: `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'm' }] } }, null, '\t')}\n`,
    lines: 1,
  },
  'pretty JSON with Windows line endings': {
    text: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [] } }, null, 4).replaceAll('\n', '\r\n'),
    lines: 1,
  },
  'JSON with escapes': {
    text: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\\u0061\\/b"},"spec": {"containers": [], "hostname": "\\ud83d\\ude00"}}',
    lines: 1,
  },
  'a List of several kinds': {
    text: 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    containers: []\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    x: "{{ .Values.of.another.tool }}"\n- kind: StatefulSet\n  apiVersion: apps/v1\n  spec:\n    template:\n      spec:\n        containers: []\n',
    lines: 2,
  },
  'a typed list whose items say nothing': {
    text: 'apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n  spec:\n    template:\n      spec:\n        containers: []\n',
    lines: 1,
  },
  'block scalars that look like manifests': {
    text: 'apiVersion: v1\nkind: ConfigMap\ndata:\n  pod.yaml: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n      containers: []\n    ---\n---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: m\n      args:\n        - |+\n          runtimeClassName: runc\n\n\n        - >-\n          folded\n          text\n',
    lines: 1,
  },
  'an anchor for the spec that another object uses': {
    text: 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: a}\n    spec: &pod\n      containers: []\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: b}\n    spec: *pod\n',
    lines: 1,
  },
  'an alias for the spec whose anchor is no pod': {
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nx-base: &base\n  containers: []\nspec: *base\n',
    lines: 1,
  },
  'a merge into the spec': {
    text: 'apiVersion: v1\nkind: Pod\nx-base: &base\n  restartPolicy: Never\nspec:\n  <<: *base\n  containers: []\n',
    lines: 1,
  },
  'a template that stands behind an alias': {
    text: 'apiVersion: v1\nkind: List\nx-template: &t\n  metadata: {labels: {a: b}}\n  spec:\n    containers: []\nitems:\n  - apiVersion: apps/v1\n    kind: Deployment\n    spec:\n      template: *t\n  - apiVersion: batch/v1\n    kind: Job\n    spec:\n      template:\n        <<: *t\n        metadata: {labels: {c: d}}\n',
    lines: 1,
  },
  'a class that is empty': {
    text: 'apiVersion: v1\nkind: Pod\nspec:\n  runtimeClassName: # none yet\n  containers: []\n---\napiVersion: v1\nkind: Pod\nspec:\n  runtimeClassName: ""\n  containers: []\n---\napiVersion: v1\nkind: Pod\nspec:\n  runtimeClassName: ~\n  containers: []\n---\n{"apiVersion":"v1","kind":"Pod","spec":{"runtimeClassName":null,"containers":[]}}\n',
    lines: 4,
  },
  'keys in quotes': { text: `"apiVersion": "v1"\n'kind': Pod\n"spec":\n  'containers': []\n`, lines: 1 },
  'tags and anchors on keys': {
    text: 'apiVersion: !!str v1\nkind: &k Pod\nspec: !!map\n  &c containers: []\n  ? restartPolicy\n  : Never\n',
    lines: 1,
  },
  'an empty spec': { text: 'apiVersion: v1\nkind: Pod\nspec: {}\n', lines: 1 },
  'YAML 1.1 as kubectl reads it': {
    text: `apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: yes\n  dnsPolicy: Default\n  containers:\n    - ${container.replace('\n', '\n      ')}\n      env: [{name: ON, value: "on"}]\n`,
    lines: 1,
  },
  'kinds of others': {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec:\n  template:\n    spec:\n      containers: []\n---\napiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nspec:\n  template:\n    spec: {}\n',
    lines: 0,
  },
  'classes that are there': {
    text: 'apiVersion: v1\nkind: Pod\nspec: {runtimeClassName: kata-vm-isolation, containers: []}\n---\napiVersion: v1\nkind: Pod\nspec: {runtimeClassName: gvisor, containers: []}\n---\napiVersion: v1\nkind: Pod\nspec: {runtimeClassName: kata-mshv-vm-isolation, containers: []}\n',
    lines: 0,
  },
  nothing: { text: '', lines: 0 },
  'comments alone': { text: '# nothing\n', lines: 0 },
};
