package dev.flysnap.cli.view;

import dev.flysnap.json.Json;

/** A command's result, for people and for programs. */
public interface View {
    String text();

    Json json();
}
