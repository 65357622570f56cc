/**
 * The output of a container, newest last, and its followers. Old output is dropped, as containerd does when it rotates
 * a log.
 */
export interface ContainerLog {
  write(text: string): void;
  text(): string;
  follow(write: (text: string) => void, end: () => void): () => void;
  /** Ends the log, and tells the followers that nothing more will come. */
  end(): void;
}

const maxLength = 1_000_000;

export function createContainerLog(): ContainerLog {
  const followers = new Set<{ write: (text: string) => void; end: () => void }>();
  let content = '';
  let ended = false;
  return {
    text: () => content,
    write(text) {
      content += text;
      if (content.length > maxLength)
        content = content.slice(content.indexOf('\n', content.length - maxLength / 2) + 1);
      for (const follower of followers) follower.write(text);
    },
    follow(write, end) {
      if (ended) {
        end();
        return () => {};
      }
      const follower = { write, end };
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    end() {
      ended = true;
      for (const follower of followers) follower.end();
      followers.clear();
    },
  };
}
