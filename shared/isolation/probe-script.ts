import { type ReportKey, reportBounds, reportEnd, reportHeader } from './report-format.ts';

/**
 * The command that gives each value. Every source may be missing: older gVisors have no boot id, ARM machines and
 * small VMMs have no DMI. The image must have `cat`, `cut`, `tr` and `uname`; without `nproc` and `grep` only the number of CPUs
 * is missing.
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

// `printf` and never `echo`: dash's echo would turn a backslash and an n in a value into a new line of the report.
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
 * Builds the probe, a POSIX shell script for busybox. It writes one report in bounded printable ASCII to the
 * termination log and to stdout, and exits with 0 even if values are missing. It needs no rights, no writable file
 * system and no network. `KATAPROOF_NONCE` is copied into the report; `KATAPROOF_TERMINATION_LOG` moves the log (for
 * tests).
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
    // One write for each: a report is there whole or not at all.
    '{ printf "%s\\n" "$report" >"${' + 'KATAPROOF_TERMINATION_LOG:-/dev/termination-log}"; } 2>/dev/null',
    'printf "%s\\n" "$report"',
    'exit 0',
    '',
  ].join('\n');
}
