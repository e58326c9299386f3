package dev.flysnap.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class FlysnapVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = FlysnapVersion.class.getPackage().getImplementationVersion();
        return new String[] {"flysnap " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}
