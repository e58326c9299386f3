package dev.flysnap.cli.session;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
public final class FlysnapVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"flysnap " + number()};
    }

    static String userAgent() {
        return "flysnap/" + number();
    }

    private static String number() {
        return Objects.requireNonNullElse(
                FlysnapVersion.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
