import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { deploymentConstants } from './scripts/vite/deployment.ts';
import { licencePlugin } from './scripts/vite/licencePlugin.ts';
import { modelBundlesPlugin } from './scripts/vite/modelBundlesPlugin.ts';
import {
  CONTENT_SECURITY_POLICY,
  SECURITY_HEADERS,
  cspMetaTagPlugin,
} from './scripts/vite/securityHeaders.ts';
import { serviceWorkerPlugin } from './scripts/vite/serviceWorkerPlugin.ts';

// Without a desktop, as on a server, nothing can show the page: its address is printed alone.
const hasDesktop =
  process.platform !== 'linux' ||
  Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY ?? process.env.WSL_DISTRO_NAME);

export default defineConfig({
  plugins: [
    react(),
    modelBundlesPlugin(),
    cspMetaTagPlugin(),
    licencePlugin(),
    serviceWorkerPlugin(),
  ],
  define: deploymentConstants(process.env),
  // Every page is a file of its own: what is missing is a 404 and never the page in its place.
  appType: 'mpa',
  build: {
    target: 'es2023',
    // The policy allows no data: URLs.
    assetsInlineLimit: 0,
    rollupOptions: { input: ['index.html', 'segment.html', 'evaluate.html'] },
    // The engine's worker holds the tokenizer and the runtime; it is not part of the first page.
    chunkSizeWarningLimit: 2000,
  },
  // Found before the first request: found later, they would make the dev server reload the page.
  optimizeDeps: { entries: ['*.html', 'src/engine/worker.ts'] },
  worker: { format: 'es' },
  server: { headers: SECURITY_HEADERS },
  preview: {
    open: process.env.npm_lifecycle_event === 'start' && hasDesktop,
    headers: { ...SECURITY_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
  },
});
