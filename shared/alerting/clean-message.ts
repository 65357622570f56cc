import type { AlertMessage } from '../alerts/alert-message.ts';
import { redact } from '../errors/redact.ts';

/** The message without what looks like a secret: reasons and checks quote what clusters and Azure wrote. */
export function cleanMessage(message: AlertMessage): AlertMessage {
  return {
    ...message,
    title: redact(message.title),
    reason: redact(message.reason),
    whatToDo: redact(message.whatToDo),
    nodes: message.nodes.map((node) => ({ ...node, expected: redact(node.expected), seen: redact(node.seen) })),
  };
}
