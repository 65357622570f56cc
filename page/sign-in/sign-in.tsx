import { useEffect, useRef, useState } from 'preact/hooks';
import { signInBy } from '../api/base.ts';
import { enterKey, letIn, signedOut } from '../api/session.ts';

/** Where App Service authentication asks who somebody is, and the way back to this view. */
const entraSignIn = () =>
  `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(window.location.pathname + window.location.search)}`;

/** Asks for what the API wants to see, above whatever was loaded before. Nothing while requests are let in. */
export function SignIn() {
  const why = signedOut.value;
  const section = useRef<HTMLElement>(null);
  // Whoever has scrolled down and pressed a button would see nothing of it, and what is pressed now does nothing.
  useEffect(() => {
    if (why !== null && letIn.value) section.current?.scrollIntoView({ block: 'center' });
  }, [why]);
  if (why === null) return null;
  return (
    <section ref={section} class="sign-in" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Sign in</h2>
      {signInBy === 'entra' ? <EntraSignIn refused={why === 'refused'} /> : <KeySignIn refused={why === 'refused'} />}
    </section>
  );
}

function EntraSignIn({ refused }: { refused: boolean }) {
  return (
    <>
      <p role={refused ? 'alert' : undefined}>
        {refused
          ? 'Nobody is signed in, or the sign-in has run out. Entra ID asks who you are and brings you back here.'
          : 'Entra ID asks who you are and brings you back here.'}
      </p>
      <a class="button button-main" href={entraSignIn()}>
        Sign in with Entra ID
      </a>
    </>
  );
}

function KeySignIn({ refused }: { refused: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState(false);
  const wrong = refused || missing;
  // Where there is nothing else, it is what somebody has come to.
  useEffect(() => {
    if (!letIn.value) input.current?.focus();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const value = input.current?.value.trim() ?? '';
    setMissing(value === '');
    if (value === '') input.current?.focus();
    else enterKey(value);
  };
  return (
    <form onSubmit={submit}>
      <p id="key-hint">
        The API asks for a function key. It is kept in this tab alone, until you close it, and sent as a header. With
        the Azure CLI: <code>az functionapp keys list -g GROUP -n APP --query functionKeys.default</code>;{' '}
        <code>npm start</code> prints the one of its app.
      </p>
      <div class="field-row">
        <label class="field">
          <span>Function key</span>
          <input
            ref={input}
            type="password"
            name="key"
            autoComplete="off"
            spellcheck={false}
            aria-describedby={wrong ? 'key-wrong key-hint' : 'key-hint'}
            aria-invalid={wrong}
          />
        </label>
        <button type="submit" class="button button-main">
          Sign in
        </button>
      </div>
      {wrong && (
        <p id="key-wrong" class="mistake" role="alert">
          {missing ? 'Enter a key.' : 'The API does not know this key. Check that it is one of this app, and whole.'}
        </p>
      )}
    </form>
  );
}
