/** The part of Trusted Types that is used; TypeScript's DOM types do not have them yet. */
type ScriptScope = {
  readonly location: { readonly origin: string };
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { readonly createScriptURL: (url: string) => string | null },
    ): unknown;
  };
};

/** Where scripts that a script may start lie: the build's own folder, and the service worker. */
const OWN_SCRIPTS = /^\/(?:assets\/[A-Za-z0-9._-]+\.m?js|serviceWorker\.js)$/;

/** Whether a page or worker of this origin may start a worker of this script. */
export const isOwnScript = (url: string, origin: string): boolean => {
  let parsed: URL;
  try {
    parsed = new URL(url, origin);
  } catch {
    return false;
  }
  if (parsed.protocol === 'blob:') {
    // Of this page alone: another origin's blob cannot be reached. mediabunny makes such workers.
    return parsed.origin === origin;
  }
  return parsed.origin === origin && OWN_SCRIPTS.test(parsed.pathname);
};

/**
 * The policy by the name `default`, which alone the Content Security Policy allows: libraries start
 * workers from plain strings. Nothing makes HTML or script text of strings: no rule for them, so the
 * browser refuses it. To be called first in every page and worker.
 */
export const installScriptPolicy = ({ location, trustedTypes }: ScriptScope): void => {
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => (isOwnScript(url, location.origin) ? url : null),
  });
};
