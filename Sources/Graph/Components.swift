/// The strongly connected components of a graph, by Tarjan's iterative algorithm, linear in vertices and edges.
///
/// Source: Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972.
package struct Components: Sendable {
  /// The component of each vertex. Components are numbered in reverse topological order: an edge leads to its own
  /// component or to one with a lower number.
  package let component: ContiguousArray<Int32>
  /// The number of components.
  package let count: Int

  /// The components of a graph whose edges lead from a row's number to its items. Linear in vertices and edges.
  package init(_ edges: Rows) {
    let vertices = edges.count
    var component = ContiguousArray<Int32>(repeating: -1, count: vertices)
    var order = ContiguousArray<Int32>(repeating: -1, count: vertices)
    var low = ContiguousArray<Int32>(repeating: 0, count: vertices)
    var stack: ContiguousArray<Int32> = []
    var path: ContiguousArray<(vertex: Int32, edge: Int)> = []
    var time: Int32 = 0
    var components: Int32 = 0
    for root in 0..<vertices where order[root] < 0 {
      path.append((Int32(root), edges.range(root).lowerBound))
      order[root] = time
      low[root] = time
      time += 1
      stack.append(Int32(root))
      while let (vertex, edge) = path.last {
        let current = Int(vertex)
        if edge < edges.range(current).upperBound {
          path[path.count - 1].edge += 1
          let next = Int(edges.item(edge))
          if order[next] < 0 {
            order[next] = time
            low[next] = time
            time += 1
            stack.append(Int32(next))
            path.append((Int32(next), edges.range(next).lowerBound))
          } else if component[next] < 0 {
            low[current] = min(low[current], order[next])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.vertex { low[Int(parent)] = min(low[Int(parent)], low[current]) }
        guard low[current] == order[current] else { continue }
        while let member = stack.popLast() {
          component[Int(member)] = components
          if member == vertex { break }
        }
        components += 1
      }
    }
    self.component = component
    count = Int(components)
  }

  /// The vertices of each component, in ascending order. Linear in the vertices.
  package var members: Rows {
    Rows(rows: count) { add in
      for (vertex, component) in component.enumerated() { add(Int(component), Int32(vertex)) }
    }
  }
}
