// Answers what the page sends to https://auth.example.com and https://api.example.com, as if they were on the network.
// Register it with { type: 'module' }, and copy dist-interface/ beside it.
import { createAuthorizationServer } from './dist-interface/authorization-server.js';

const server = createAuthorizationServer({
  clients: [{ client_id: 'app', redirect_uris: [`${self.location.origin}/callback`], scope: 'photos.read' }],
});

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (!/^https:\/\/(auth|api)\.example\.com\//.test(event.request.url)) return;
  event.respondWith(server.then(({ fetch }) => fetch(event.request)));
});
