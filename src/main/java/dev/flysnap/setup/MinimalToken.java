package dev.flysnap.setup;

import dev.flysnap.model.AppName;
import java.util.ArrayList;
import java.util.List;

/**
 * The narrowest token that suffices for a command. Source: Fly docs, Tokens; flyctl tokens create.
 *
 * @param commands of flysnap
 * @param line the command that creates the token
 * @param why what the token allows
 */
public record MinimalToken(String commands, String line, String why) {

    /** For one app, the narrowest first. */
    public static List<MinimalToken> of(SetupPlan setup) {
        AppName app = setup.app();
        List<MinimalToken> tokens = new ArrayList<>();
        tokens.add(
                new MinimalToken(
                        "list, show, status, sources, rescue, doctor, and every --dry-run",
                        "fly tokens create readonly -o ORG",
                        "reads, in the whole organisation; changes nothing; runs nothing in machines, so doctor leaves the hook out"));
        switch (setup.hook()) {
            case AGENT ->
                    tokens.add(
                            new MinimalToken(
                                    "hook check --via exec",
                                    "fly tokens create machine-exec --app %s -- sh -c \"$(flysnap hook script --agent)\""
                                            .formatted(app),
                                    "runs the script that asks the agent in the app's machines, and nothing else"));
            case EXEC ->
                    tokens.add(
                            new MinimalToken(
                                    "the quiesce of create --hook exec",
                                    "fly tokens create machine-exec --app %s -- sh -c \"$(flysnap hook script %s)\""
                                            .formatted(app, databases(setup)),
                                    "runs that one command in the app's machines, and nothing else; the snapshot itself takes a deploy token"));
            case OWN -> {}
        }
        tokens.add(
                new MinimalToken(
                        "create, continue, policy, restore, move, undo, finish, cleanup, runs adopt",
                        "fly tokens create deploy --app " + app + " --expiry 8760h",
                        "this one app, with all that is in it"));
        tokens.add(
                new MinimalToken(
                        "restore --to-app, create of several apps",
                        "fly tokens create org -o ORG --expiry 24h",
                        "every app of the organisation"));
        return List.copyOf(tokens);
    }

    private static String databases(SetupPlan setup) {
        return String.join(" ", setup.databases().stream().map(it -> "--database " + it).toList());
    }
}
