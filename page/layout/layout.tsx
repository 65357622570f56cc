import { useEffect, useRef } from 'preact/hooks';
import { pageBase, signInBy } from '../api/base.ts';
import { forgetKey, key, letIn, signedOut } from '../api/session.ts';
import { exactMoment } from '../parts/moment.tsx';
import { now } from '../parts/now.ts';
import { Link } from '../routing/link.tsx';
import { place } from '../routing/location.ts';
import { matchPath } from '../routing/match-path.ts';
import { subject } from '../routing/subject.ts';
import { SignIn } from '../sign-in/sign-in.tsx';
import { findView, views } from '../views/views.tsx';
import { Safely } from './safely.tsx';
import { chooseTheme, type Theme, theme, themes } from './theme.ts';

const themeWords: Record<Theme, string> = { auto: 'System', light: 'Light', dark: 'Dark' };

/** What every view stands in: the way to the others, the sign-in, and the view of the present address. */
export function Layout() {
  const { path } = place.value;
  const { view, params } = findView(path);
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  const outside = signedOut.value !== null && !letIn.value;
  const wasOutside = useRef(outside);
  const about = subject.value ?? view.title;
  useEffect(() => {
    document.title = `${about} – Kataproof`;
  }, [about]);
  useEffect(() => {
    // Whoever navigates by keyboard or by ear is at the beginning of what is new.
    if (before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path, view]);
  useEffect(() => {
    // The form of the sign-in is gone, and the focus with it.
    if (wasOutside.current && !outside) main.current?.focus({ preventScroll: true });
    wasOutside.current = outside;
  }, [outside]);
  if (outside) return <Outside />;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header path={path} />
      <main id="main" ref={main} tabIndex={-1} aria-label={view.title}>
        <SignIn />
        <Safely key={path}>
          <view.component params={params} />
        </Safely>
        <p class="print-only">
          Printed {exactMoment(new Date(now.value).toISOString())} from {window.location.href}. A long list is printed
          only as far as it was near the window: a report has all of it.
        </p>
      </main>
    </>
  );
}

/** Before anybody has signed in: nothing is asked for, and there is nothing but the way in. */
function Outside() {
  return (
    <>
      <header class="top">
        <Brand />
        <div class="top-end">
          <ThemeChoice />
        </div>
      </header>
      <main class="outside" aria-label="Sign in">
        <h1>Does Pod Sandboxing hold?</h1>
        <p>
          Kataproof proves on every node of an AKS cluster that sandboxed pods have a kernel of their own, and shows
          here what it found.
        </p>
        <SignIn />
      </main>
    </>
  );
}

function Brand() {
  return (
    <Link to="/" class="brand">
      <img src={`${pageBase}/assets/${iconName()}`} alt="" width="20" height="20" />
      Kataproof
    </Link>
  );
}

function ThemeChoice() {
  return (
    <label class="theme">
      <span class="unseen">Colours</span>
      <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
        {themes.map((each) => (
          <option key={each} value={each}>
            {themeWords[each]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Header({ path }: { path: string }) {
  return (
    <header class="top">
      <Brand />
      <nav aria-label="Views">
        <ul>
          {views.flatMap(({ nav, path: to }) =>
            nav === undefined ? (
              []
            ) : (
              <li key={to}>
                <Link to={to} aria-current={isWithin(to, path) ? 'page' : undefined}>
                  {nav}
                </Link>
              </li>
            ),
          )}
        </ul>
      </nav>
      <div class="top-end">
        <ThemeChoice />
        <SignOut />
      </div>
    </header>
  );
}

function SignOut() {
  if (signInBy === 'entra')
    return (
      <a class="quiet" href={`/.auth/logout?post_logout_redirect_uri=${encodeURIComponent(pageBase)}`}>
        Sign out
      </a>
    );
  if (key.value === null) return null;
  return (
    <button type="button" class="quiet" onClick={forgetKey}>
      Sign out
    </button>
  );
}

/** A pool is within the fleet, a run within the runs, and what is found in a cluster within the findings. */
function isWithin(to: string, path: string): boolean {
  if (to === '/findings' && matchPath('/clusters/:a/:b/:c/findings', path) !== null) return true;
  if (to === '/') return path === '/' || matchPath('/clusters/:a/:b/:c/pools/:d', path) !== null;
  return path === to || path.startsWith(`${to}/`);
}

/** The name of the icon has a hash, which the document knows. */
function iconName(): string {
  return document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href.split('/').at(-1) ?? '';
}
