// Only in the page that `make dev` serves: loads it again when it has been built again, and says when it cannot be.
// Trunk's own script for this stands in the page, where the page's Content Security Policy refuses it.
const RECONNECT_MILLISECONDS = 1000;

function connect(isAgain) {
  const socket = new WebSocket(new URL('./.well-known/trunk/ws', location.href.replace(/^http/, 'ws')));
  // Trunk was started again: what it built meanwhile is not known.
  if (isAgain) socket.onopen = () => location.reload();
  socket.onmessage = ({ data }) => {
    const { type, data: failure } = JSON.parse(data);
    if (type === 'reload') location.reload();
    else showFailure(failure.reason);
  };
  socket.onclose = () => setTimeout(connect, RECONNECT_MILLISECONDS, true);
}

function showFailure(reason) {
  const message = Object.assign(document.createElement('pre'), { className: 'panic-message' });
  message.textContent = `${reason}\nThe terminal of “make dev” has the messages of the compiler.`;
  document.body.prepend(message);
}

connect(false);
