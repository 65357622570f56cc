/** A message that was received: hidden from others until its time is up, or it is released. */
export interface ReceivedMessage {
  id: string;
  body: string;
  /** How often it has been received, this time included. */
  dequeueCount: number;
  /** What the last of these operations gave; without it the service refuses the next one. */
  popReceipt: string;
  insertedOn: Date;
  expiresOn: Date;
  nextVisibleOn: Date;
}

/** One queue of a storage account. Every operation rejects when the service does not answer. */
export interface MessageQueue {
  name: string;
  exists(): Promise<boolean>;
  receive(count: number, hiddenMs: number): Promise<ReceivedMessage[]>;
  /** Hides the message for this time from now on; it is visible again at once when the time is 0. */
  hide(message: ReceivedMessage, hiddenMs: number): Promise<void>;
  remove(message: ReceivedMessage): Promise<void>;
  /** Adds a message with the service's own time to live (7 days), and creates the queue if it does not exist. */
  add(body: string): Promise<void>;
}
