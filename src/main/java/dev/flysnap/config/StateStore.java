package dev.flysnap.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the journal is kept besides the state directory, so that several computers share it.
 *
 * @param address a directory or a place in a bucket; absent = the journal is of this computer alone
 * @param identity the file with the team's identity
 * @param recipients who else can read, as {@code age1…}
 */
public record StateStore(
        Optional<String> address, Optional<Path> identity, List<String> recipients) {
    public StateStore {
        recipients = List.copyOf(recipients);
    }
}
