// The dialog behind the button “Embed”: the present state as an element, a frame, a code fence and a link. The
// page loads it when the button is pressed.
import { snippets } from './snippets.js';

const FEEDBACK_MILLISECONDS = 1600;
const FORMS = {
  element: ['Element', 'For any page that may run scripts. The link shows until the flow is there, and where it cannot run.'],
  frame: ['Frame', 'For sites that strip scripts. The host of the files has to send Access-Control-Allow-Origin.'],
  fence: ['Code fence', 'For Markdown. The script stands once on a page, or in the settings of the site.'],
  link: ['Link', 'Leads to this page in this state.'],
};
/** What the forms load. */
const SCRIPTS = ['oauth-flow.js', 'fence.js'];
const THEMES = { '': 'As the page around', light: 'Light', dark: 'Dark' };

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function button(label, onclick) {
  return element('button', { type: 'button', className: 'button', onclick }, label);
}

function loadStyles() {
  const href = new URL('./embed-dialog.css', import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  const link = element('link', { rel: 'stylesheet', href });
  return new Promise((resolve) => {
    // Without its style sheet the dialog is plain, and works.
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/** A form with its text and the button that copies it; `say` speaks. */
function section(form, say) {
  const [name, purpose] = FORMS[form];
  const code = element('code');
  const box = element('pre', { tabIndex: -1 }, code);
  const label = element('span', {}, 'Copy');
  let feedback;
  const copy = button(label, async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      label.textContent = 'Copied';
      say(`${name}: copied.`);
    } catch {
      // The clipboard needs https and a permission; a selection needs neither.
      box.focus();
      getSelection().selectAllChildren(code);
      label.textContent = 'Selected';
      say(`${name}: the browser refuses the clipboard. The text is selected, to be copied with the keyboard.`);
    }
    clearTimeout(feedback);
    feedback = setTimeout(() => { label.textContent = 'Copy'; }, FEEDBACK_MILLISECONDS);
  });
  copy.append(element('span', { className: 'visually-hidden' }, ` the ${name.toLowerCase()}`));
  const head = element('div', { className: 'embed-form-head' }, element('h3', {}, name), copy);
  const node = element('section', {}, head, element('p', {}, purpose), box);
  return { node, show: (text) => { code.textContent = text; } };
}

/** Hashes of the scripts as they are now, for tags that take no others. Without https there are none. */
async function readHashes() {
  const hash = async (name) => {
    const response = await fetch(new URL(name, import.meta.url));
    if (!response.ok) throw new Error(`${name} is missing`);
    const digest = await crypto.subtle.digest('SHA-384', await response.arrayBuffer());
    return [name, `sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`];
  };
  return Object.fromEntries(await Promise.all(SCRIPTS.map(hash)).catch(() => []));
}

function choices(step, hasHashes, change) {
  const hasStep = element('input', { type: 'checkbox', checked: true, onchange: change });
  // An address without a version leads to the next version too, which such a tag would refuse.
  const isPinned = element('input', {
    type: 'checkbox', checked: hasHashes && import.meta.url.includes(VERSION), disabled: !hasHashes, onchange: change,
  });
  const theme = element('select', { onchange: change });
  for (const [value, words] of Object.entries(THEMES)) theme.append(element('option', { value }, words));
  theme.value = document.documentElement.dataset.theme ?? '';
  const node = element(
    'div',
    { className: 'embed-choices' },
    element('label', {}, hasStep, `Start at step ${step}`),
    element('label', {}, 'Theme', theme),
    element('label', {}, isPinned, 'Only this very script, by its hash'),
  );
  return { node, read: () => ({ hasStep: hasStep.checked, theme: theme.value, isPinned: isPinned.checked }) };
}

/** Opens the dialog for the state that `fragment` names. */
export async function open(fragment) {
  const [hashes] = await Promise.all([readHashes(), loadStyles()]);
  const root = document.querySelector('[data-oauth-flow-app] .oauth-flow');
  const title = root.querySelector('h1').textContent;
  const status = element('p', { className: 'visually-hidden', role: 'status' });
  const forms = Object.keys(FORMS).map((form) => [form, section(form, (words) => { status.textContent = words; })]);

  function show() {
    const { isPinned, ...chosen } = options.read();
    const texts = snippets({
      page: location.href.split('#')[0],
      folder: new URL('.', import.meta.url).href,
      fragment,
      title,
      hashes: isPinned ? hashes : {},
      ...chosen,
    });
    for (const [form, { show: fill }] of forms) fill(texts[form]);
  }

  const options = choices(new URLSearchParams(fragment.split('?')[1]).get('step') ?? '1', Object.keys(hashes).length > 0, show);
  show();

  const heading = element('h2', { id: 'oauth-flow-embed' }, `Embed: ${title}`);
  const dialog = element(
    'dialog',
    {
      className: 'help embed',
      // The keys of the player mean nothing here.
      onkeydown: (event) => event.stopPropagation(),
      onclose: () => dialog.remove(),
    },
    element('div', { className: 'help-head' }, heading, button('Close', () => dialog.close())),
    options.node,
    ...forms.map(([, { node }]) => node),
    status,
  );
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.setAttribute('closedby', 'any');
  root.append(dialog);
  dialog.showModal();
}
