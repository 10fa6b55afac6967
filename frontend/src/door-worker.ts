// Keeps the door's page and what it is drawn with on the phone: opened once with a network, it opens again without.
// Fresh from the network whenever there is one; sign-ins themselves are never answered from here.
declare const self: ServiceWorkerGlobalScope & typeof globalThis;
type ServiceWorkerGlobalScope = {
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
type WorkerEvent = Event & { request: Request; respondWith(answer: Promise<Response>): void; waitUntil(work: Promise<unknown>): void };
const CACHE = "door-1";

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  event.respondWith(answer(event.request));
});

export {};
