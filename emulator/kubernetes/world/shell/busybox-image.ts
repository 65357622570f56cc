import type { CommandName } from 'just-bash';

/** The commands of a busybox image that the interpreter has too. */
export const imageCommands = (
  'awk base64 basename bash cat chmod clear comm cp cut date diff dirname du echo egrep env expand expr false fgrep find ' +
  'fold grep gunzip gzip head ln ls md5sum mkdir mv nl od paste printenv printf pwd readlink rev rm rmdir sed seq sh ' +
  'sha1sum sha256sum sort split stat strings tac tail tar tee time timeout touch tr true unexpand uniq wc which xargs zcat'
).split(' ') as CommandName[];

const executables = new Set<string>([
  ...imageCommands,
  ...['uname', 'nproc', 'hostname', 'whoami', 'id', 'ps', 'sleep', 'ash', 'busybox', 'test', '[', 'tty', 'stty'],
]);

/** Whether the image has a program of this name, with or without its folder. */
export const hasExecutable = (name: string): boolean => executables.has(name.replace(/^(\/usr)?\/s?bin\//, ''));

const osRelease = `NAME="Microsoft Azure Linux"
VERSION="3.0"
ID=azurelinux
VERSION_ID="3.0"
PRETTY_NAME="Microsoft Azure Linux 3.0"
`;

/** Folders of the image that are empty. */
export const imageFolders = ['/home', '/root', '/tmp', '/var/tmp'];

/** Returns the image's own files, by path. */
export function imageFiles(hostname: string): Record<string, string> {
  return {
    '/etc/os-release': osRelease,
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n`,
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    '/etc/group': 'root:x:0:\nnobody:x:65534:\n',
  };
}
