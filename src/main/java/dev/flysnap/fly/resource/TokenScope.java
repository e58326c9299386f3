package dev.flysnap.fly.resource;

import java.util.List;
import java.util.Optional;

/**
 * What one part of a token is for, as Fly tells. Source: Fly docs, Machines API, tokens/current.
 *
 * @param apps their names; none or {@code *} = all of the organisation
 * @param restrictedToMachine the only machine that may use it
 */
public record TokenScope(
        Optional<String> organization, List<String> apps, Optional<String> restrictedToMachine) {
    public TokenScope {
        apps = List.copyOf(apps);
    }

    public boolean covers(String app) {
        return apps.isEmpty() || apps.contains("*") || apps.contains(app);
    }
}
