import { type ReportKey, reportBounds, reportEnd, reportHeader } from './report-format.ts';

/**
 * Where each value comes from. Every source may be missing: gVisor has no boot id, ARM and small VMMs no DMI.
 * Shell built-ins are preferred, for the image is only asked for `cat`, `cut`, `tr` and `uname`.
 */
const sources: Record<ReportKey, string> = {
  nonce: 'printf "%s" "$KATAPROOF_NONCE"',
  kernel_release: 'uname -r 2>/dev/null || cat /proc/sys/kernel/osrelease',
  kernel_build: 'cat /proc/version',
  boot_id: 'cat /proc/sys/kernel/random/boot_id',
  command_line: 'cat /proc/cmdline',
  dmi_vendor: 'cat /sys/class/dmi/id/sys_vendor',
  dmi_product: 'cat /sys/class/dmi/id/product_name',
  memory_kib: 'memory',
  cpus: 'processors',
  uptime_seconds: 'uptime_seconds',
  network_interfaces: 'interfaces',
  visible_processes: 'processes',
};

// `printf` and never `echo`: dash's echo would turn a backslash-n in a value into a new line of the report.
const functions = `
say() { printf "%s=%s\\n" "$1" "$2"; }
tidy() { tr "\\t\\n" "  " | LC_ALL=C tr -cd " -~" | cut -c "1-$1"; }
memory() {
  cat /proc/meminfo | while read -r key value unit; do
    if [ "$key" = MemTotal: ]; then printf "%s" "$value"; fi
  done
}
processors() {
  count=$(nproc 2>/dev/null)
  if [ -z "$count" ]; then count=$(grep -c "^processor" /proc/cpuinfo); fi
  if [ "$count" != 0 ]; then printf "%s" "$count"; fi
}
uptime_seconds() {
  cat /proc/uptime | while read -r up idle; do printf "%s" "\${up%%.*}"; done
}
interfaces() {
  separator=
  for entry in /sys/class/net/*; do
    if [ -e "$entry" ]; then printf "%s%s" "$separator" "\${entry##*/}"; separator=,; fi
  done
}
processes() {
  count=0
  for entry in /proc/[0-9]*; do
    if [ -e "$entry" ]; then count=$((count + 1)); fi
  done
  if [ "$count" != 0 ]; then printf "%s" "$count"; fi
}`.trim();

/**
 * POSIX shell for busybox: says once, in bounded printable ASCII, which kernel it runs on, to the termination log and
 * to stdout, and ends with 0 whatever is missing. It needs no right, no writable file system and no network.
 * `KATAPROOF_NONCE` names the question that it answers; `KATAPROOF_TERMINATION_LOG` moves the log (for tests).
 */
export function buildProbeScript(): string {
  const keys = Object.keys(reportBounds) as ReportKey[];
  const values = keys.map((key) => `  say ${key} "$({ ${sources[key]}; } 2>/dev/null | tidy ${reportBounds[key]})"`);
  return [
    functions,
    'report=$(',
    `  printf "%s\\n" "${reportHeader}"`,
    ...values,
    `  printf "%s\\n" "${reportEnd}"`,
    ')',
    // One write each: a report is there whole or not at all.
    '{ printf "%s\\n" "$report" >"${' + 'KATAPROOF_TERMINATION_LOG:-/dev/termination-log}"; } 2>/dev/null',
    'printf "%s\\n" "$report"',
    'exit 0',
    '',
  ].join('\n');
}
