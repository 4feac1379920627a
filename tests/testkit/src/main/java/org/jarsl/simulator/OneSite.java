package org.jarsl.simulator;

import java.util.Optional;
import org.jarsl.interchange.InterchangeAddress;

/** There is one head, which lives as long as its managers. */
record OneSite(Head head) implements Node.Directory {
    private static final InterchangeAddress ADDRESS = new InterchangeAddress("head", "interchange");

    @Override
    public Optional<InterchangeAddress> interchange() {
        return Optional.of(ADDRESS);
    }

    @Override
    public Optional<Node.Site> find(InterchangeAddress address) {
        return Optional.of(new Node.Site(head.interchangeHost(), head.interchange()));
    }
}
