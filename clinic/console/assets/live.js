// The live page's line to the console: says when it is broken, and lets no press be lost in silence.
(() => {
  "use strict";
  const LOOK_EVERY_MS = 2000;
  const ANSWER_WITHIN_MS = 3000;
  const FIRST_WITHIN_MS = 5000;
  const BUTTONS = ".live-act, .asked button";
  const KEYS = /^([a-z0-9]|escape|pause)$/i;
  const FIELDS = "input:not([type=checkbox]), select, textarea";

  let socket = null;
  let there = false;
  let heard = new Date();
  let pressed = ""; // with its time, and not known to have arrived

  const clock = (time) => time.toTimeString().slice(0, 8);

  const say = (place, words) => {
    const found = document.querySelector(place);
    if (found) found.textContent = words;
  };

  const lost = (words) => {
    say(".live-lost p", words);
    document.body.classList.toggle("press-lost", words !== "");
  };

  const lose = () => {
    if (pressed) lost(`✗ ${pressed}: no answer; it may not have arrived.`);
    pressed = "";
    there = false;
    say(".live-cut time", clock(heard));
    document.body.classList.add("cut-off");
  };

  // What was sent before is with the console once this is answered: they keep their order.
  const look = () => {
    if (!there) return;
    const before = pressed;
    const message = { client_id: window.clientId, next_message_id: window.nextMessageId };
    socket.timeout(ANSWER_WITHIN_MS).emit("ack", message, (problem) => {
      if (!problem) {
        heard = new Date();
        if (before && before === pressed) {
          pressed = "";
          lost("");
        }
      } else if (there) {
        lose();
        socket.io.engine.close(); // it connects anew by itself
      }
    });
  };

  const press = (event, name) => {
    const words = `${name}, ${clock(new Date())}`;
    if (there || (!socket && window.did_handshake)) {
      pressed = words;
      setTimeout(look);
      return;
    }
    event.stopImmediatePropagation();
    event.preventDefault();
    lose();
    lost(`✗ ${words}: not sent, for there is no connection.`);
  };

  const clicked = (event) => {
    const button = event.target.closest?.(BUTTONS);
    if (button && !button.disabled) press(event, button.getAttribute("aria-label") || button.innerText);
  };

  const typed = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !document.querySelector(".live-act")) return;
    if (event.target.closest?.(FIELDS)) {
      if (event.key === "Enter" && event.target.closest(".live-note")) press(event, "Write the note");
    } else if (KEYS.test(event.key) && document.querySelector(".live-keys[aria-checked=true]")) {
      press(event, `Key ${event.key.toUpperCase()}`);
    }
  };

  window.addEventListener("click", clicked, true);
  window.addEventListener("keydown", typed, true);
  setTimeout(() => there || lose(), FIRST_WITHIN_MS);

  // The page calls this each time the console has taken it up.
  window.reachwellConnected = () => {
    if (socket !== window.socket) {
      socket = window.socket;
      socket.on("disconnect", lose);
      socket.off("connect_error"); // NiceGUI's own would leave for the browser's page of an error
      socket.on("connect_error", (problem) => {
        if (problem.message === "Implicit handshake failed") window.location.reload();
      });
      setInterval(look, LOOK_EVERY_MS);
    }
    there = true;
    heard = new Date();
    document.body.classList.remove("cut-off");
  };
})();
