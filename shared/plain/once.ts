/**
 * Shares one call of `load` among all who ask. One that fails is forgotten, so that whoever asks next tries again: a file that
 * could not be read once must not be away for as long as the process lives.
 */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () => {
    const begun = loading ?? load();
    if (begun === loading) return begun;
    loading = begun;
    begun.catch(() => {
      loading = null;
    });
    return begun;
  };
}
