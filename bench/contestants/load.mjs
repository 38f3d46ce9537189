// Prints how many milliseconds it takes to load a module into a fresh process.
const startedAt = performance.now();
await import(process.argv[2]);
process.stdout.write(String(performance.now() - startedAt));
