import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ConfigSource, loadConfig } from '../../lambda/config/load.ts';
import { LEAST } from './config-text.ts';

/** A folder with some files, for the length of a test. */
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'qonto-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function load(directory: string, source: Partial<ConfigSource> = {}) {
  return loadConfig({ directory, env: {}, ...source });
}

const scheduled = (schedule: string) => ({ ...LEAST, schedule });
const json = (schedule: string) => JSON.stringify(scheduled(schedule));
const typescript = (schedule: string) =>
  `const config: object = ${json(schedule)};\nexport default config;\n`;

const invalid = (words: RegExp) =>
  expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(words) });

describe('loadConfig', () => {
  it('reads monitor.config.ts, its default export', async () => {
    const folder = folderWith({ 'monitor.config.ts': typescript('rate(1 hour)') });

    expect((await load(folder)).schedule).toBe('rate(1 hour)');
  });

  it('reads monitor.config.json where there is no TypeScript', async () => {
    const folder = folderWith({ 'monitor.config.json': json('rate(2 hours)') });

    expect((await load(folder)).schedule).toBe('rate(2 hours)');
  });

  it('prefers JSON to the TypeScript that the repository ships, and says so in one line', async () => {
    const folder = folderWith({
      'monitor.config.ts': typescript('rate(1 hour)'),
      'monitor.config.json': json('rate(2 hours)'),
      'other.json': json('rate(3 hours)'),
    });
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);

    expect((await load(folder, { notice })).schedule).toBe('rate(2 hours)');
    expect(notices).toEqual([
      'monitor.config.ts is not read, since there is monitor.config.json as well.',
    ]);

    await load(folder, { notice, path: 'other.json' });
    expect(notices).toHaveLength(1);
  });

  it('says on standard error, where nobody else listens, which file it does not read', async () => {
    const folder = folderWith({
      'monitor.config.ts': typescript('rate(1 hour)'),
      'monitor.config.json': json('rate(2 hours)'),
    });
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => said.mockRestore());

    await load(folder);

    expect(said.mock.calls).toEqual([[expect.stringMatching(/^monitor\.config\.ts is not read/)]]);
  });

  it('takes the file of MONITOR_CONFIG before the default files', async () => {
    const folder = folderWith({
      'monitor.config.json': json('rate(2 hours)'),
      'other.json': json('rate(3 hours)'),
    });

    const config = await load(folder, { env: { MONITOR_CONFIG: 'other.json' } });
    expect(config.schedule).toBe('rate(3 hours)');
  });

  it('takes the path handed in before MONITOR_CONFIG', async () => {
    const folder = folderWith({
      'other.json': json('rate(3 hours)'),
      'third.json': json('rate(4 hours)'),
    });
    const env = { MONITOR_CONFIG: 'other.json' };

    expect((await load(folder, { env, path: 'third.json' })).schedule).toBe('rate(4 hours)');
    expect((await load('/', { env, path: join(folder, 'third.json') })).schedule).toBe(
      'rate(4 hours)',
    );
  });

  it.each(['', '  ', {} as never])(
    'takes no other file when the path handed in is %j',
    async (path) => {
      const folder = folderWith({
        'monitor.config.json': json('rate(2 hours)'),
        'other.json': json('rate(3 hours)'),
      });

      await expect(load(folder, { env: { MONITOR_CONFIG: 'other.json' }, path })).rejects.toEqual(
        invalid(/^The path of the configuration is empty: write -c config=PATH/),
      );
    },
  );

  it('looks for the default files when MONITOR_CONFIG is empty', async () => {
    const folder = folderWith({ 'monitor.config.json': json('rate(2 hours)') });

    expect((await load(folder, { env: { MONITOR_CONFIG: '' } })).schedule).toBe('rate(2 hours)');
  });

  it('says that a folder is one, and which file in it may be meant', async () => {
    const folder = folderWith({ 'monitor.config.json': json('rate(2 hours)') });
    mkdirSync(join(folder, 'empty'));

    await expect(load('/', { path: folder })).rejects.toEqual(
      invalid(
        /is a folder; name the file of the configuration, such as .*monitor\.config\.json\.$/,
      ),
    );
    await expect(load(folder, { path: 'empty' })).rejects.toEqual(
      invalid(/empty is a folder; name the file of the configuration\.$/),
    );
  });

  it.each([
    ['monitor.yaml', '.yaml'],
    ['monitor.toml', '.toml'],
    ['monitor', 'a file without an ending'],
  ])('says that %s is not read, and what is', async (name, ending) => {
    const folder = folderWith({ [name]: 'environments: {}' });

    await expect(load(folder, { path: name })).rejects.toEqual(
      invalid(new RegExp(`is TypeScript .* or JSON .*, not ${ending}\\.$`)),
    );
  });

  it('allows comments and trailing commas in JSON', async () => {
    const text = json('rate(2 hours)').replace('{', '{ // every two hours\n /* so far */');
    const folder = folderWith({ 'monitor.config.json': `${text.slice(0, -1)},\n}\n` });

    expect((await load(folder)).schedule).toBe('rate(2 hours)');
  });

  it('reads JSON that an editor on Windows saved with a byte order mark', async () => {
    const folder = folderWith({ 'monitor.config.json': `\ufeff${json('rate(2 hours)')}\r\n` });

    expect((await load(folder)).schedule).toBe('rate(2 hours)');
  });

  it('says which files it looked for when there is none', async () => {
    const folder = folderWith({});

    await expect(load(folder)).rejects.toEqual(
      invalid(/monitor\.config\.json or monitor\.config\.ts.*-c config=PATH.*MONITOR_CONFIG/),
    );
  });

  it.each([
    ['handed in', { path: 'nowhere.json' }],
    ['in MONITOR_CONFIG', { env: { MONITOR_CONFIG: 'nowhere.json' } }],
  ])('does not fall back to a default file when the path %s leads nowhere', async (_, source) => {
    const folder = folderWith({ 'monitor.config.json': json('rate(2 hours)') });

    await expect(load(folder, source)).rejects.toEqual(
      invalid(/no configuration at .*nowhere\.json/),
    );
  });

  it.each([
    ['{\n  "schedule" "x"\n}', 'a colon is missing', 'line 2, column 14'],
    ['{\n  "a": 1\n  "b": 2\n}', 'a comma is missing', 'line 3, column 3'],
    ['{}\n{}', 'more follows after its end', 'line 2, column 1'],
    ['{\n  "check": {', 'an object is not closed', 'line 2'],
    ['{ "a": [1', 'a list is not closed', 'line 1'],
    ['{ "a": "b }', 'a text is not closed', 'line 1, column 8'],
    ["{ 'a': 1 }", 'single quotation marks stand where JSON takes double ones', 'line 1, column 3'],
    ['{ "a": yes }', 'a word stands outside of quotation marks', 'line 1, column 8'],
    ['{\r\n  "a": ,\r\n}', 'a value is missing', 'line 2, column 8'],
  ])('says in plain words what is wrong with %j, and where', async (text, words, place) => {
    const folder = folderWith({ 'monitor.config.json': text });

    await expect(load(folder)).rejects.toEqual(
      invalid(new RegExp(`monitor\\.config\\.json is not JSON: ${words}.*, at ${place}`)),
    );
  });

  it.each([
    ['', /monitor\.config\.json is empty; write \{ "environments"/],
    ['\ufeff \n', /is empty; write/],
    [Buffer.from(json('rate(2 hours)'), 'utf16le').toString('latin1'), /save it as UTF-8\.$/],
  ])('says of the file %j what it is', async (text, words) => {
    const folder = folderWith({ 'monitor.config.json': text });

    await expect(load(folder)).rejects.toEqual(invalid(words));
  });

  it('refuses two environments of one name in JSON, of which one would go unwatched', async () => {
    const sandbox = JSON.stringify(LEAST.environments.sandbox);
    const folder = folderWith({
      'monitor.config.json': `{"environments":{"sandbox":${sandbox},"sandbox":${sandbox}}}`,
    });

    await expect(load(folder)).rejects.toEqual(invalid(/sandbox/));
  });

  it('lists the faults of what it read under the name of the file', async () => {
    const folder = folderWith({ 'monitor.config.json': '{"environments":{},"x":1}' });

    await expect(load(folder)).rejects.toEqual(
      invalid(/monitor\.config\.json has 2 faults:\n {2}environments is empty.*\n {2}x is not/),
    );
  });

  it('says how to write a default export where there is none', async () => {
    const folder = folderWith({ 'monitor.config.ts': 'export const config = {};\n' });

    await expect(load(folder)).rejects.toEqual(invalid(/no default export.*export default/));
  });

  it('says why TypeScript cannot be loaded', async () => {
    const folder = folderWith({ 'monitor.config.ts': "throw new Error('no such team');\n" });

    await expect(load(folder)).rejects.toEqual(invalid(/cannot be loaded: no such team/));
  });

  it('names a module that is not there, without the way to it', async () => {
    const text = "import team from './nowhere.ts';\nexport default team;\n";

    await expect(load(folderWith({ 'monitor.config.ts': text }))).rejects.toEqual(
      invalid(/cannot be loaded: Cannot find module '\.\/nowhere\.ts'$/),
    );
  });

  it('takes a promise of a configuration', async () => {
    const text = `export default Promise.resolve(${json('rate(1 hour)')});\n`;

    expect((await load(folderWith({ 'monitor.config.ts': text }))).schedule).toBe('rate(1 hour)');
  });

  it.each([
    ["Promise.reject(new Error('no such team'))", /cannot be loaded: no such team/],
    ['() => ({})', /exports a function by default, which is not called; write: export default/],
    ['null', /\(root\) is of type null; it must be an object, such as \{ "environments"/],
  ])('says what is wrong with the default export %s', async (value, words) => {
    const folder = folderWith({ 'monitor.config.ts': `export default ${value};\n` });

    await expect(load(folder)).rejects.toEqual(invalid(words));
  });

  it('refuses what cannot be read as a configuration that is invalid', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'monitor.config.json'));

    await expect(load(folder)).rejects.toEqual(invalid(/monitor\.config\.json/));
  });
});
