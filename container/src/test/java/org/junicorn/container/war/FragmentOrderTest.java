package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junicorn.container.war.Descriptor.Ordering.OTHERS;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FragmentOrderTest {
    private final Descriptor webXml = new Descriptor("WEB-INF/web.xml");

    private static Descriptor fragment(String jar, String name, Set<String> before, Set<String> after) {
        Descriptor fragment = new Descriptor(jar);
        fragment.name = name;
        fragment.ordering.before.addAll(before);
        fragment.ordering.after.addAll(after);
        return fragment;
    }

    private List<String> order(Descriptor... fragments) throws InvalidAppException {
        return FragmentOrder.of(webXml, List.of(fragments)).included().stream()
                .map(f -> f.origin)
                .toList();
    }

    @Test
    void withoutWishesTheJarsKeepTheOrderOfTheirNames() throws Exception {
        FragmentOrder order = FragmentOrder.of(
                webXml, List.of(fragment("a.jar", "", Set.of(), Set.of()), fragment("b.jar", "b", Set.of(), Set.of())));

        assertThat(order.declared()).isFalse();
        assertThat(order.included()).extracting(f -> f.origin).containsExactly("a.jar", "b.jar");
    }

    @Test
    void beforeAndAfterNamesAreHonoured() throws Exception {
        assertThat(order(
                        fragment("1.jar", "a", Set.of(), Set.of("c")),
                        fragment("2.jar", "b", Set.of(), Set.of()),
                        fragment("3.jar", "c", Set.of("b"), Set.of())))
                .containsExactly("3.jar", "1.jar", "2.jar");
    }

    @Test
    void theExampleOfTheSpecificationComesOutRight() throws Exception {
        // Servlet 6.1, 8.2.2: a after others and c; b before others; c after others; d; e before others; f before
        // others and b.
        assertThat(order(
                        fragment("a", "A", Set.of(), Set.of(OTHERS, "C")),
                        fragment("b", "B", Set.of(OTHERS), Set.of()),
                        fragment("c", "C", Set.of(), Set.of(OTHERS)),
                        fragment("d", "D", Set.of(), Set.of()),
                        fragment("e", "E", Set.of(OTHERS), Set.of()),
                        fragment("f", "F", Set.of(OTHERS, "B"), Set.of())))
                .containsExactly("e", "f", "b", "d", "c", "a");
    }

    @Test
    void whatComesBeforeTheFrontIsTheFrontToo() throws Exception {
        assertThat(order(
                        fragment("1.jar", "", Set.of(), Set.of()),
                        fragment("2.jar", "front", Set.of(OTHERS), Set.of()),
                        fragment("3.jar", "", Set.of("front"), Set.of())))
                .containsExactly("3.jar", "2.jar", "1.jar");
    }

    @Test
    void wishesAboutMissingFragmentsAreIgnored() throws Exception {
        assertThat(order(
                        fragment("1.jar", "a", Set.of(), Set.of("missing")),
                        fragment("2.jar", "b", Set.of("gone"), Set.of())))
                .containsExactly("1.jar", "2.jar");
    }

    @Test
    void aCircleNamesItsMembersOnly() {
        assertThatThrownBy(() -> order(
                        fragment("1.jar", "a", Set.of("b"), Set.of()),
                        fragment("2.jar", "b", Set.of("c"), Set.of()),
                        fragment("3.jar", "c", Set.of("a"), Set.of()),
                        fragment("4.jar", "d", Set.of(), Set.of("c"))))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage(
                        "the web fragments of 1.jar, 2.jar, 3.jar ask for an order that contradicts itself; write an"
                                + " <absolute-ordering> into WEB-INF/web.xml");
    }

    @Test
    void beingBeforeAndAfterOthersIsACircle() {
        assertThatThrownBy(() -> order(
                        fragment("1.jar", "a", Set.of(OTHERS), Set.of(OTHERS)),
                        fragment("2.jar", "b", Set.of(), Set.of())))
                .hasMessageContaining("ask for an order that contradicts itself");
    }

    @Test
    void twoFragmentsOfOneNameCannotBeOrdered() {
        assertThatThrownBy(() -> order(
                        fragment("1.jar", "a", Set.of(OTHERS), Set.of()), fragment("2.jar", "a", Set.of(), Set.of())))
                .hasMessage(
                        "1.jar and 2.jar both have a web fragment of the name \"a\", so that they cannot be ordered;"
                                + " remove one jar, or write an <absolute-ordering> into WEB-INF/web.xml");
    }

    @Test
    void anAbsoluteOrderLeavesOutWhatItDoesNotName() throws Exception {
        webXml.absoluteOrdering = List.of("c", "missing", "a");

        assertThat(order(
                        fragment("1.jar", "a", Set.of("c"), Set.of()),
                        fragment("2.jar", "b", Set.of(), Set.of()),
                        fragment("3.jar", "c", Set.of(), Set.of()),
                        fragment("4.jar", "", Set.of(), Set.of())))
                .containsExactly("3.jar", "1.jar");
    }

    @Test
    void othersOfAnAbsoluteOrderAreEverythingElse() throws Exception {
        webXml.absoluteOrdering = List.of("c", OTHERS, "a");

        assertThat(order(
                        fragment("1.jar", "a", Set.of(), Set.of()),
                        fragment("2.jar", "b", Set.of(), Set.of()),
                        fragment("3.jar", "c", Set.of(), Set.of()),
                        fragment("4.jar", "", Set.of(), Set.of())))
                .containsExactly("3.jar", "2.jar", "4.jar", "1.jar");
    }
}
