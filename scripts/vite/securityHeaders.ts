import type { Plugin } from 'vite';

/** Cross-origin isolation: wasm threads need SharedArrayBuffer, which needs these. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** What a page or a library in it could ask for, and nothing here needs. */
const UNUSED_FEATURES = [
  'accelerometer bluetooth browsing-topics camera display-capture geolocation',
  'gyroscope hid idle-detection local-fonts magnetometer microphone',
  'midi payment publickey-credentials-get screen-wake-lock serial usb',
  'xr-spatial-tracking',
].flatMap((line) => line.split(' '));

/** Sent with every file. */
export const SECURITY_HEADERS = {
  ...ISOLATION_HEADERS,
  'Permissions-Policy': UNUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const CSP_DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  // Clips with alpha: mediabunny joins colour and alpha in workers that it makes from a blob: URL,
  // and takes none from outside. Such a worker has the policy of its maker: no other origin, no eval.
  'worker-src': "'self' blob:",
  'img-src': "'self' blob:",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  // Strings become neither markup nor script; src/core/util/scriptPolicy.ts lets own workers start.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
};

function formatPolicy(directives: readonly (readonly [string, string])[]): string {
  return directives.map((directive) => directive.join(' ')).join('; ');
}

/** The page loads from and connects to its own origin only. */
export const CONTENT_SECURITY_POLICY = formatPolicy(Object.entries(CSP_DIRECTIVES));

/** Writes the policy into the built pages too, for hosts that cannot set headers. */
export function cspMetaTagPlugin(): Plugin {
  // Browsers ignore frame-ancestors in a meta tag, with a warning.
  const directives = Object.entries(CSP_DIRECTIVES).filter(([name]) => name !== 'frame-ancestors');
  return {
    name: 'earmark:policy-meta-tag',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: formatPolicy(directives) },
        injectTo: 'head-prepend',
      },
    ],
  };
}
