import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { sendRequest } from './send-request.ts';
import { startTestCluster, type TestCluster } from './start-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  cluster.store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'a' }, { name: 'b' }] },
  });
});
afterAll(() => cluster.stop());

const path = '/api/v1/namespaces/default/pods/p/exec';

interface Session {
  protocol: string;
  /** The channel number and the text of every frame until the server closed. */
  frames: [number, string][];
  closeCode: number;
}

function exec(query: string, protocols: string[], talk: (socket: WebSocket) => void = () => {}): Promise<Session> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${cluster.server.replace('https', 'wss')}${path}?${query}`, protocols, {
      ca: Buffer.from(cluster.caData, 'base64'),
      headers: { authorization: `Bearer ${cluster.token}` },
    });
    const frames: [number, string][] = [];
    socket.on('open', () => talk(socket));
    socket.on('message', (data: Buffer) => frames.push([data[0] ?? -1, data.subarray(1).toString()]));
    socket.on('close', (closeCode) => resolve({ protocol: socket.protocol, frames, closeCode }));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      reject(new Error(`HTTP ${response.statusCode}`));
    });
    socket.on('error', reject);
  });
}

const success: [number, string] = [3, JSON.stringify({ metadata: {}, status: 'Success' })];

describe('exec on the wire', () => {
  test.each(['v4.channel.k8s.io', 'v5.channel.k8s.io'])(
    '%s sends output on channel 1 and the end on 3',
    async (name) => {
      const session = await exec('container=a&command=echo&command=hi&stdout=true', [name]);
      expect(session).toEqual({ protocol: name, frames: [[1, 'hi\n'], success], closeCode: 1000 });
    },
  );

  test('v5 is preferred, and lets the client close stdin alone', async () => {
    const session = await exec(
      'container=a&command=cat&stdin=true&stdout=true',
      ['v4.channel.k8s.io', 'v5.channel.k8s.io'],
      (socket) => {
        socket.send(Buffer.from([0, ...Buffer.from('typed')]));
        socket.send(Buffer.from([255, 0]));
      },
    );
    expect(session.protocol).toBe('v5.channel.k8s.io');
    expect(session.frames).toEqual([[1, 'typed'], success]);
  });

  test('a terminal has one stream of output, and the size that the client sent last', async () => {
    const resize = (columns: number, rows: number) =>
      Buffer.from([4, ...Buffer.from(JSON.stringify({ Width: columns, Height: rows }))]);
    const talk = (socket: WebSocket) => {
      socket.send(resize(100, 30));
      socket.send(Buffer.from([4, ...Buffer.from('no size')]));
      socket.send(resize(132, 50));
      socket.send(Buffer.from([255, 0]));
    };
    const streams = 'container=a&stdin=true&stdout=true&stderr=true';
    const session = await exec(`${streams}&tty=true&command=screen`, ['v5.channel.k8s.io'], talk);
    expect(session.frames).toEqual([[1, '132x50'], success]);
    const failed = await exec(`${streams}&tty=true&command=fail&command=2`, ['v5.channel.k8s.io']);
    expect(failed.frames[0]).toEqual([1, 'failing as asked\n']);
    expect((await exec(`${streams}&command=screen`, ['v5.channel.k8s.io'], talk)).frames[0]).toEqual([1, '0x0']);
  });

  test('a command is told when its client goes', async () => {
    const session = await exec('container=a&command=wait&stdout=true', ['v5.channel.k8s.io'], (socket) =>
      socket.close(),
    );
    expect(session.frames).toEqual([]);
  });

  test.each([
    ['no served protocol', 'container=a&command=echo&stdout=true', ['v1.channel.k8s.io'], 400],
    ['no stream', 'container=a&command=echo', ['v5.channel.k8s.io'], 400],
    ['no command', 'container=a&stdout=true', ['v5.channel.k8s.io'], 400],
    ['an unknown container', 'container=c&command=echo&stdout=true', ['v5.channel.k8s.io'], 400],
    ['no container where there are two', 'command=echo&stdout=true', ['v5.channel.k8s.io'], 400],
  ])('with %s is refused before the upgrade', async (_, query, protocols, code) => {
    await expect(exec(query, protocols)).rejects.toThrow(`HTTP ${code}`);
  });

  test('without an upgrade is refused', async () => {
    const { code, body } = await sendRequest(cluster, 'GET', `${path}?command=echo`);
    expect([code, body.message]).toEqual([400, 'Upgrade request required']);
  });
});
