package dev.flysnap.cli;

import dev.flysnap.json.Json;

/** A command's answer, for people and for programs. */
interface View {
    String text();

    Json json();
}
